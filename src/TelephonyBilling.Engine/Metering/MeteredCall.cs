using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>An open call and its meter, as the <see cref="MeterBook"/> keeps it.</summary>
public sealed class MeteredCall
{
    private TaskCompletionSource? closed; // Made only where somebody waits.

    internal MeteredCall(OpenCall call, MeterOptions options)
    {
        Call = call;
        Meter = new CallMeter(
            call.Id,
            call.Price,
            call.FundedSeconds,
            call.Parent is null ? options : options.ForFeature()
        );
    }

    /// <summary>Who calls whom, at which rate.</summary>
    public OpenCall Call { get; }

    /// <summary>Where the call stands.</summary>
    public CallMeter Meter { get; }

    /// <summary>The trunk legs that were made for it and have not ended.</summary>
    internal List<string> Legs { get; } = new(1);

    /// <summary>Legs whose end was told: whatever is told of them later came late.</summary>
    internal List<string> EndedLegs { get; } = [];

    /// <summary>When it ended; null: it has not.</summary>
    internal CallEnd? End { get; set; }

    /// <summary>Ends once the call has left the book.</summary>
    internal Task Closed
    {
        get
        {
            closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return closed.Task;
        }
    }

    /// <summary>Whether it was told that the channel that asked the gate is gone.</summary>
    internal bool OwnerEnded { get; set; }

    /// <summary>When the book will look at it next; null: it isn't queued.</summary>
    internal TimeSpan? QueuedFor { get; set; }

    /// <summary>It leaves the book.</summary>
    internal void Close() => closed?.TrySetResult();
}
