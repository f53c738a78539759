using System.Net;
using Howdah.Kubernetes.Operator;
using Howdah.Operator;

var options = OperatorEnvironment.Read(Environment.GetEnvironmentVariable);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddRoutingCore().AddHowdah(options);
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Any, options.HealthPort);
    kestrel.Listen(IPAddress.Any, options.MetricsPort);
});

var application = builder.Build();
application.UseRouting();
application.MapKubernetesOperator();
var exit = application.Services.GetRequiredService<OperatorExit>();
await application.RunAsync();
return exit.Code;
