namespace TelephonyBilling.Asterisk.Ami;

/// <summary>One header of a message, as it stood on the wire; bytes that are not UTF-8 become U+FFFD.</summary>
/// <param name="Key">Before the first colon.</param>
/// <param name="Value">After the colon and at most one space.</param>
public readonly record struct AmiField(string Key, string Value)
{
    /// <inheritdoc />
    public override string ToString() => $"{this.Key}: {this.Value}";
}
