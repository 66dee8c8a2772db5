namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>The <c>ChannelState</c> header (<c>include/asterisk/channelstate.h</c>).</summary>
public enum AmiChannelState
{
    /// <summary>The event bears no channel state, or one that is not known here.</summary>
    Unknown = -1,

    /// <summary>Down and available.</summary>
    Down = 0,

    /// <summary>Down, but reserved.</summary>
    Reserved = 1,

    /// <summary>Off hook.</summary>
    OffHook = 2,

    /// <summary>Digits (or equivalent) have been dialled.</summary>
    Dialing = 3,

    /// <summary>Line is ringing: the called side of a channel that calls a phone or carrier hears nothing yet.</summary>
    Ring = 4,

    /// <summary>The remote end is ringing.</summary>
    Ringing = 5,

    /// <summary>Answered.</summary>
    Up = 6,

    /// <summary>Busy.</summary>
    Busy = 7,

    /// <summary>Digits dialled while off hook.</summary>
    DialingOffHook = 8,

    /// <summary>Has detected an incoming call and waits for ring.</summary>
    PreRing = 9,
}
