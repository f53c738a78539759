using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;
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
    return Refuse(wrong);
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

await using var application = builder.Build();
try
{
    application.Services.GetRequiredService<IKubernetesClient>();
}
catch (KubernetesConfigException wrong)
{
    return Refuse(wrong);
}

application.UseRouting();
application.MapKubernetesOperator();
var exit = application.Services.GetRequiredService<OperatorExit>();
await application.RunAsync();
return exit.Code;

static int Refuse(Exception wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
