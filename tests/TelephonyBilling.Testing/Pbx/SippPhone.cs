using System.Globalization;
using System.Net;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>What a phone does with the call that it makes.</summary>
public sealed record PhoneBehaviour
{
    /// <summary>How long after the answer the phone hangs up; null: it waits for the PBX.</summary>
    public TimeSpan? HangUpAfter { get; init; }

    /// <summary>How long it waits for an answer before it gives up with CANCEL; null: for ever.</summary>
    public TimeSpan? CancelAfter { get; init; }

    /// <summary>A header of its own in the INVITE, such as <c>Diversion: …</c>; null: none.</summary>
    public string? Header { get; init; }
}

/// <summary>A phone that makes one call, or several at once: SIPp on <see cref="Loopback.Phones"/>.</summary>
public sealed class SippPhone : IAsyncDisposable
{
    private readonly Sipp sipp;
    private readonly int calls;

    private SippPhone(Sipp sipp, int calls)
    {
        this.sipp = sipp;
        this.calls = calls;
    }

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<SipCall> Calls => sipp.Calls;

    /// <summary>Dials <paramref name="number"/> from <paramref name="phone"/>.</summary>
    /// <param name="pbx">Its PBX.</param>
    /// <param name="phone">The extension that calls.</param>
    /// <param name="number">What is dialled.</param>
    /// <param name="behaviour">What the phone does with the call.</param>
    /// <param name="calls">How many calls at once.</param>
    /// <param name="from">The address it calls from; <see cref="Loopback.Phones"/> unless told.</param>
    public static async Task<SippPhone> DialAsync(
        AsteriskInstance pbx,
        string phone,
        string number,
        PhoneBehaviour? behaviour = null,
        int calls = 1,
        IPAddress? from = null
    )
    {
        IPAddress address = from ?? Loopback.Phones;
        string count = calls.ToString(CultureInfo.InvariantCulture);
        Sipp running = await Sipp.StartAsync(
            "phone " + phone,
            SippScenario.Phone(phone, behaviour ?? new PhoneBehaviour()),
            address,
            Loopback.FreePort(address),
            "-s",
            number,
            "-m",
            count,
            "-l",
            count,
            "-r",
            "100",
            string.Create(CultureInfo.InvariantCulture, $"{Loopback.Phones}:{pbx.SipPort}")
        );
        return new SippPhone(running, calls);
    }

    /// <summary>Waits until every call of this phone is over, and gives them back.</summary>
    public async Task<IReadOnlyList<SipCall>> WaitForEndAsync(TimeSpan? within = null)
    {
        try
        {
            await sipp.WaitForEndAsync(within ?? TimeSpan.FromSeconds(25));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{sipp.Describe()}", late);
        }

        IReadOnlyList<SipCall> seen = Calls;
        return seen.Count == calls
            ? seen
            : throw new InvalidOperationException(
                $"SIPp made {seen.Count} of {calls} calls:\n{sipp.Describe()}"
            );
    }

    /// <summary>Waits until the only call of this phone is over, and gives it back.</summary>
    public async Task<SipCall> WaitForCallToEndAsync(TimeSpan? within = null) =>
        (await WaitForEndAsync(within))[0];

    /// <summary>Waits until a call was answered.</summary>
    public Task<SipCall> WaitForAnswerAsync() =>
        Eventually.FindAsync(
            () => Calls.FirstOrDefault(call => call.AnsweredAt is not null),
            "the phone's call to be answered",
            null,
            sipp.Describe
        );

    /// <summary>What it saw, for a failed test.</summary>
    public string Describe() => sipp.Describe();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => sipp.DisposeAsync();
}
