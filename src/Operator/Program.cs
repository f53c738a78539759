using System.Net;
using Howdah.Kubernetes.Operator;
using Howdah.Operator;
using Howdah.Operator.Webhooks;

OperatorOptions options;
try
{
    options = OperatorEnvironment.Read(Environment.GetEnvironmentVariable);
}
catch (InvalidOperationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddRoutingCore().AddHowdah(options).AddWebhookServing(options);
builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Any, options.HealthPort);
    kestrel.Listen(IPAddress.Any, options.MetricsPort);
    kestrel.ListenForWebhooks(options);
});

var application = builder.Build();
application.UseRouting();
application.MapKubernetesOperator();
var exit = application.Services.GetRequiredService<OperatorExit>();
await application.RunAsync();
return exit.Code;
