using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Plutora.Integration.Hub.Hosting;

/// <summary>Metrics for Prometheus at <c>/metrics</c>; traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class HubTelemetry
{
    public static void Add(WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Plutora.Integration").AddPrometheusExporter())
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource("Plutora.Integration"));
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.WithTracing(traces => traces.AddOtlpExporter());
        }
    }
}
