using Acme.DeliveryMetrics;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPlutoraClient(options => builder.Configuration.GetSection("Hub").Bind(options));
builder.Services.AddSingleton(new FactStore(builder.Configuration["Database"] ?? "delivery-metrics.db"));
builder.Services.AddHostedService<Follower>();

var app = builder.Build();
app.MapGet("/figures", async (DateTimeOffset from, DateTimeOffset until, FactStore store, CancellationToken cancellationToken) =>
    until > from ? Results.Ok(Figures.Of(await store.ReadAsync(cancellationToken), from, until)) : Results.Problem("'until' must lie after 'from'.", statusCode: StatusCodes.Status400BadRequest));
await app.RunAsync();
