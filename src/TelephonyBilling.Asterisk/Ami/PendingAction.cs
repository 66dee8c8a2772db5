namespace TelephonyBilling.Asterisk.Ami;

/// <summary>An action that waits for its reply. Filled by the reader alone.</summary>
internal sealed class PendingAction(string name, AmiLimits limits)
{
    private readonly TaskCompletionSource<AmiResponse> completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private AmiMessage? response;
    private List<AmiMessage>? items;
    private long bytes;

    public string Name { get; } = name;

    public Task<AmiResponse> Task => this.completion.Task;

    /// <summary>True from a response that starts a list until the event that ends it.</summary>
    public bool IsListOpen { get; private set; }

    /// <summary>Takes the response; true when that is all.</summary>
    public bool Respond(AmiMessage message)
    {
        if (string.Equals(message["EventList"], "start", StringComparison.OrdinalIgnoreCase))
        {
            this.response = message;
            this.items = [];
            this.IsListOpen = true;
            return false;
        }

        this.completion.TrySetResult(new AmiResponse(message, [], null));
        return true;
    }

    /// <summary>Takes an event of the list; true when that is all.</summary>
    public bool Add(AmiMessage message)
    {
        var mark = message["EventList"];
        if (mark is not null && !mark.Equals("start", StringComparison.OrdinalIgnoreCase))
        {
            // "Complete" or "cancelled".
            this.IsListOpen = false;
            this.completion.TrySetResult(new AmiResponse(this.response!, this.items!, message));
            return true;
        }

        this.bytes += message.Length;
        if (this.items!.Count >= limits.MaxListItems || this.bytes > limits.MaxListBytes)
        {
            // The rest of the list is still to come and to be taken off the wire, but not kept.
            this.completion.TrySetException(
                new AmiProtocolException(
                    $"The reply to {this.Name} has more than {limits.MaxListItems} events or {limits.MaxListBytes} bytes (AmiLimits)."
                )
            );
            this.items.Clear();
            this.bytes = 0;
        }

        this.items.Add(message);
        return false;
    }

    public void Fail(Exception error) => this.completion.TrySetException(error);
}
