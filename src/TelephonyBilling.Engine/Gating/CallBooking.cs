using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Gating;

/// <summary>What gates leave in the store: calls that are open, and attempts that were refused.</summary>
internal sealed class CallBooking(
    ICallStore calls,
    IMeterDesk meters,
    Redial redial,
    DaemonClock clock,
    ILogger logger
)
{
    /// <summary>A name for a new call.</summary>
    internal CallId NewId()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return CallId.Create(clock.UtcNow, BinaryPrimitives.ReadUInt64LittleEndian(random));
    }

    /// <summary>Opens a call, and announces it to the meter before the switch hears of it, so that its first event finds it there.</summary>
    /// <returns>Null: an earlier call of the channel is in the way, which is over and can't be closed in time.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be asked; nothing is announced.</exception>
    internal async Task<Authorisation?> OpenAsync(NewCall call)
    {
        await meters.ExpectAsync(call.Pbx, call.Owner);
        OpenCall? opened = null;
        try
        {
            // Not given up though the switch no longer waits: the reservation would be placed all the same, and nobody
            // would know of it. This way the meter does, and releases it with the channel that asked.
            var answer = await AskStoreAsync(call);
            // Another daemon's call, asked for there before, goes on being metered there.
            opened =
                answer is Authorisation.Granted granted && granted.Call.Daemon == call.Daemon
                    ? granted.Call
                    : null;
            return answer;
        }
        finally
        {
            await (
                opened is null
                    ? meters.DismissAsync(call.Pbx, call.Owner)
                    : meters.AdmitAsync(opened)
            );
        }
    }

    /// <summary>Keeps a refusal. Nobody need wait until it is on disk; what goes wrong there is said in the log.</summary>
    internal async Task KeepRefusalAsync(RefusedCall refused)
    {
        try
        {
            await calls.RecordRefusalAsync(refused, CancellationToken.None);
        }
        catch (Exception e)
        {
            GateLog.RefusalNotKept(logger, refused.Id, e.Message);
        }
    }

    /// <summary>Asks the store, and once more where an earlier call of the channel was in the way and has made way.</summary>
    private async Task<Authorisation?> AskStoreAsync(NewCall call)
    {
        var answer = await calls.AuthoriseAsync(call, CancellationToken.None);
        switch (answer)
        {
            case Authorisation.Granted { IsNew: false } open
                when await redial.MakesWayAsync(open.Call):
                answer = await calls.AuthoriseAsync(call, CancellationToken.None);
                return
                    answer is Authorisation.Granted { IsNew: false } same
                    && same.Call.Id == open.Call.Id
                    ? null
                    : answer;
            case Authorisation.InsufficientCredit
            or Authorisation.LimitReached
            or Authorisation.UsageLimitReached
                when await redial.FreesSomethingAsync(call.Pbx, call.Owner):
                return await calls.AuthoriseAsync(call, CancellationToken.None);
            default:
                return answer;
        }
    }
}
