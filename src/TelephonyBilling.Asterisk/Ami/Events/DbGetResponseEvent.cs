namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>One entry of Asterisk's own database, in the reply to <c>DBGet</c> or <c>DBGetTree</c>.</summary>
public sealed record DbGetResponseEvent : AmiEvent
{
    internal DbGetResponseEvent(AmiMessage message)
        : base(message)
    {
        this.Family = this.Text("Family");
        this.Key = this.Text("Key");
        this.Value = this.Text("Val");
    }

    /// <summary>The family; empty in the answer to <c>DBGetTree</c>, whose keys are whole paths.</summary>
    public string Family { get; }

    /// <summary>The key; <c>/family/key</c> in the answer to <c>DBGetTree</c>.</summary>
    public string Key { get; }

    /// <summary>The value.</summary>
    public string Value { get; }
}
