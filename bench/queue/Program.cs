using Howdah.QueueBench;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var server = Server.FromEnvironment();
if (options.Kind is "all" or "compare")
{
    await new Comparison(server, options).RunAsync();
}

if (options.Kind is "all" or "depth")
{
    await new Depth(server, options).RunAsync();
}

if (options.Kind is "all" or "held")
{
    await new HeldSnapshot(server, options.Kind == "all" ? options with { Seconds = 60 } : options).RunAsync();
}

return 0;
