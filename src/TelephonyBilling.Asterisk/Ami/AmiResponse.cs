using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>What Asterisk answered to an action, with the events of a list reply. Immutable.</summary>
public sealed class AmiResponse
{
    internal AmiResponse(AmiMessage message, IReadOnlyList<AmiMessage> items, AmiMessage? complete)
    {
        this.Message = message;
        this.Items = items;
        this.Complete = complete;
        this.Status = message["Response"] ?? string.Empty;
    }

    /// <summary>The response message.</summary>
    public AmiMessage Message { get; }

    /// <summary>The events between response and completion, in order, when the reply was a list; otherwise empty.</summary>
    public IReadOnlyList<AmiMessage> Items { get; }

    /// <summary>The event that closed the list, or null.</summary>
    public AmiMessage? Complete { get; }

    /// <summary>The <c>Response</c> header: <c>Success</c>, <c>Error</c>, <c>Goodbye</c>, ….</summary>
    public string Status { get; }

    /// <summary>Anything but <c>Error</c>.</summary>
    public bool IsSuccess => !this.Status.Equals("Error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The <c>Message</c> header: why it failed, usually.</summary>
    public string? Text => this.Message["Message"];

    /// <summary>The lines of a <c>Command</c>'s output.</summary>
    public IReadOnlyList<string> Output => this.Message.GetAll("Output");

    /// <summary>The value of a response header, or null.</summary>
    public string? this[string key] => this.Message[key];

    /// <summary>The items as typed events.</summary>
    public IEnumerable<AmiEvent> Events => this.Items.Select(AmiEventParser.Parse);

    /// <summary>This response, if it is a success.</summary>
    /// <exception cref="AmiActionException">It is an error.</exception>
    public AmiResponse EnsureSuccess(string action) =>
        this.IsSuccess ? this : throw new AmiActionException(action, this);

    /// <inheritdoc />
    public override string ToString() =>
        this.Text is null ? this.Status : $"{this.Status}: {this.Text}";
}
