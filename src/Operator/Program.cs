using System.Net;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Operator;
using Howdah.Operator;
using Howdah.Operator.PostgresClusters.Observation;

var options = OperatorEnvironment.Read(Environment.GetEnvironmentVariable);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddHowdah(options);
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, options.HealthPort));

var application = builder.Build();
var caches = application.Services.GetRequiredService<ClusterCaches>();
var clusters = application.Services.GetRequiredService<IEntityCache<V1PostgresCluster>>();
application.Run(context => HealthEndpoints.HandleAsync(context, caches, clusters));
await application.RunAsync();
return application.Services.GetRequiredService<OperatorExit>().Code;
