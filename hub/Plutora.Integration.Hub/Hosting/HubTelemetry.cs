using System.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Plutora.Integration.Hub.Hosting;

/// <summary>Metrics of the hub and of its process (memory, collections, threads) for Prometheus at <c>/metrics</c>; traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class HubTelemetry
{
    public static void Add(WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Plutora.Integration", "System.Runtime").AddPrometheusExporter())
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation(o => o.EnrichWithHttpRequest = WithoutToken).AddSource("Plutora.Integration"));
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.WithTracing(traces => traces.AddOtlpExporter());
        }
    }

    // The address of a signal holds its token, which leaves the hub in no trace.
    private static void WithoutToken(Activity activity, HttpRequest request)
    {
        if (request.Path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase))
        {
            activity.SetTag("url.path", "/hooks");
        }
    }
}
