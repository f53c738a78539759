using Howdah.Worker.Queue;

return args switch
{
    ["queue"] => await QueueVerb.RunAsync(Environment.GetEnvironmentVariable),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("howdah-worker queue: the HTTP gateway of work queues. It is set up by environment variables: docs/workqueue.md has them.");
    return 2;
}
