using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Switching;

/// <summary>Takes what switches have to tell, in the order in which each switch told it.</summary>
public interface ISwitchObserver
{
    /// <summary>A trunk leg was made for a gated call.</summary>
    ValueTask LegBoundAsync(string pbx, CallId call, string leg);

    /// <summary>A channel, of whatever call, was answered.</summary>
    ValueTask ChannelAnsweredAsync(string pbx, string channel, Moment at);

    /// <summary>A channel, of whatever call, is gone.</summary>
    /// <param name="pbx">The switch.</param>
    /// <param name="channel">Its unique id.</param>
    /// <param name="at">When.</param>
    /// <param name="cause">Hangup cause of ITU-T Q.850; 0: not known.</param>
    ValueTask ChannelEndedAsync(string pbx, string channel, Moment at, int cause);

    /// <summary>A feature for which a surcharge was opened runs from now on.</summary>
    /// <param name="pbx">The switch.</param>
    /// <param name="surcharge">The surcharge.</param>
    /// <param name="feature">What it is for.</param>
    /// <param name="channel">The channel on which it runs, by its unique id.</param>
    /// <param name="at">When it began.</param>
    ValueTask FeatureBeganAsync(
        string pbx,
        CallId surcharge,
        CallFeature feature,
        string channel,
        Moment at
    );

    /// <summary>A feature runs no more.</summary>
    ValueTask FeatureEndedAsync(string pbx, CallId surcharge, Moment at);

    /// <summary>The switch's wall clock stepped, so that leases which it keeps as wall-clock times are wrong.</summary>
    ValueTask ClockSteppedAsync(string pbx);

    /// <summary>
    /// Events of this switch arrive again after a time in which they did not. Returns once the open calls were compared
    /// with it; events that came since wait for that.
    /// </summary>
    /// <exception cref="SwitchUnavailableException">The switch went away while it was asked; compare again.</exception>
    /// <exception cref="StoreUnavailableException">The open calls can't be read; compare again later.</exception>
    Task WatchBeginsAsync(ISwitch @switch, CancellationToken cancellationToken);
}
