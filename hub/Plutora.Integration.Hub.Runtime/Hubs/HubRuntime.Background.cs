using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Normalizing;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <content>What the hub does beside its work, from time to time.</content>
public sealed partial class HubRuntime
{
    // The meter is the hub's own, so that its gauges end with it.
    private void Observe()
    {
        _meter.CreateObservableGauge("plutora.normalizer.lag", () => _lag, "{record}", "Records stored and not normalized yet, an upper bound.");
        _meter.CreateObservableGauge("plutora.receive.waiting", () => Intake.Bytes, "By", "Bytes of what is sent and not stored yet, of which limits.waitingBytes is the most.");
        _meter.CreateObservableGauge("plutora.receive.unverified", () => Intake.UnverifiedBytes, "By", "Bytes of what is sent by whom is not known yet, of which limits.waitingBytes is the most, apart.");
        _meter.CreateObservableGauge("plutora.log.available", () => (Log as ILogHealth)?.Trouble is null ? 1 : 0, description: "1 while the event log takes what is written to it, 0 while it does not.");
        _meter.CreateObservableGauge("plutora.log.standstill", () => Standstill is null ? 0 : 1, description: "1 while readers of the event log stand still behind a transaction that its brokers left open, 0 while they do not.");
    }

    private async Task MeasureLagAsync(CancellationToken cancellationToken)
    {
        using var often = new PeriodicTimer(TimeSpan.FromSeconds(5), Time);
        while (await often.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                _lag = (await Log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Sum(l => l.Lag);
            }
            catch (LogException)
            {
                // The gauge keeps its last value while the log does not answer, which the normalizer tells.
            }
        }
    }

    private async Task ForgetDeliveriesAsync(ILogger logger, CancellationToken cancellationToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), Time);
        while (await hourly.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await _deliveries.ForgetOldAsync(cancellationToken).ConfigureAwait(false);
                await Actions.ForgetAsync(Time.GetUtcNow() - TimeSpan.FromDays(Settings.Actions.Days), cancellationToken).ConfigureAwait(false);
            }
            catch (LogException fault)
            {
                logger.DeliveriesNotForgotten(fault);
            }
        }
    }
}
