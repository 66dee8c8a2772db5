using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>Passes what switches tell to the meters, and compares the open calls with a switch when it is back.</summary>
public sealed class SwitchObserver(
    MeterLoop meters,
    Comparison comparison,
    ILogger<SwitchObserver> logger
) : ISwitchObserver
{
    /// <inheritdoc/>
    public ValueTask LegBoundAsync(string pbx, CallId call, string leg) =>
        meters.PostAsync((book, now) => book.LegBound(pbx, call, leg, now));

    /// <inheritdoc/>
    public ValueTask ChannelAnsweredAsync(string pbx, string channel, Moment at) =>
        meters.PostAsync((book, now) => book.ChannelAnswered(pbx, channel, at, now));

    /// <inheritdoc/>
    public ValueTask ChannelEndedAsync(string pbx, string channel, Moment at, int cause) =>
        meters.PostAsync((book, now) => book.ChannelEnded(pbx, channel, at, cause, now));

    /// <inheritdoc/>
    public ValueTask FeatureBeganAsync(
        string pbx,
        CallId surcharge,
        CallFeature feature,
        string channel,
        Moment at
    ) =>
        meters.PostAsync(
            (book, now) => book.FeatureBegan(pbx, surcharge, feature, channel, at, now)
        );

    /// <inheritdoc/>
    public ValueTask FeatureEndedAsync(string pbx, CallId surcharge, Moment at) =>
        meters.PostAsync((book, now) => book.FeatureEnded(pbx, surcharge, at, now));

    /// <inheritdoc/>
    public ValueTask ClockSteppedAsync(string pbx)
    {
        OutageLog.ClockStepped(logger, pbx);
        return meters.PostAsync((book, now) => book.LeasesUncertain(pbx, now));
    }

    /// <inheritdoc/>
    public Task WatchBeginsAsync(ISwitch @switch, CancellationToken cancellationToken) =>
        comparison.RunAsync(@switch, cancellationToken);
}
