using System.Globalization;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>What the carrier does with a call.</summary>
public sealed record CarrierBehaviour
{
    /// <summary>How long it rings; null: for ever.</summary>
    public TimeSpan? AnswerAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after the answer the carrier hangs up; null: it waits for the PBX.</summary>
    public TimeSpan? HangUpAfter { get; init; }

    /// <summary>183 with media instead of 180.</summary>
    public bool EarlyMedia { get; init; }

    /// <summary>A final SIP status instead of a call: 486 busy, 503 failure.</summary>
    public int? RefuseWith { get; init; }
}

/// <summary>A carrier behind a PBX's trunk: SIPp on <see cref="Loopback.Carrier"/>, for any number of calls at once.</summary>
public sealed class SippCarrier : IAsyncDisposable
{
    private readonly Sipp sipp;

    private SippCarrier(Sipp sipp)
    {
        this.sipp = sipp;
    }

    /// <summary>The calls that reached the carrier, oldest first. Empty: it never saw an INVITE.</summary>
    public IReadOnlyList<SipCall> Calls => sipp.Calls;

    /// <summary>Starts the carrier of a PBX.</summary>
    public static async Task<SippCarrier> StartAsync(
        AsteriskInstance pbx,
        CarrierBehaviour? behaviour = null
    ) =>
        new(
            await Sipp.StartAsync(
                "carrier",
                SippScenario.Carrier(behaviour ?? new CarrierBehaviour()),
                Loopback.Carrier,
                pbx.CarrierPort,
                "-rtp_echo"
            )
        );

    /// <summary>A call from outside to a number of ours, by the carrier.</summary>
    public static Task<SippPhone> CallAsync(
        AsteriskInstance pbx,
        string caller,
        string number,
        PhoneBehaviour? behaviour = null
    ) => SippPhone.DialAsync(pbx, caller, number, behaviour, calls: 1, Loopback.Carrier);

    /// <summary>Waits until so many calls have come that <paramref name="fits"/> says yes to.</summary>
    public async Task<IReadOnlyList<SipCall>> WaitForCallsAsync(
        int count,
        Func<SipCall, bool> fits,
        string what,
        TimeSpan? within = null
    ) =>
        await Eventually.FindAsync<IReadOnlyList<SipCall>>(
            () =>
            {
                SipCall[] found = [.. Calls.Where(fits)];
                return found.Length >= count ? found : null;
            },
            string.Create(CultureInfo.InvariantCulture, $"{count} calls at the carrier {what}"),
            within,
            sipp.Describe
        );

    /// <summary>Waits until a call was answered.</summary>
    public async Task<SipCall> WaitForAnswerAsync() =>
        (await WaitForCallsAsync(1, call => call.AnsweredAt is not null, "to be answered"))[0];

    /// <summary>Waits until a call was answered and is over.</summary>
    public async Task<SipCall> WaitForByeAsync(TimeSpan? within = null) =>
        (await WaitForCallsAsync(1, call => call.EndedAt is not null, "to end", within))[0];

    /// <summary>What it saw, for a failed test.</summary>
    public string Describe() => sipp.Describe();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => sipp.DisposeAsync();
}
