namespace TelephonyBilling.Daemon.Options;

/// <summary>A password or key. It prints as <c>***</c> wherever it is formatted, logged or serialised by accident.</summary>
public readonly struct Secret : IEquatable<Secret>
{
    /// <summary>What our shipped files hold until somebody chooses a secret.</summary>
    public const string Placeholder = "CHANGE-ME";

    private readonly string? value;

    /// <summary>Wraps a secret text.</summary>
    public Secret(string value) => this.value = value;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(value);

    /// <summary>Whether it is still the one that our shipped files hold, which everybody knows.</summary>
    public bool IsPlaceholder => value == Placeholder;

    /// <summary>Whether both are the same secret.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Whether the secrets differ.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);

    /// <summary>The text itself: only for handing it to what needs it.</summary>
    public string Reveal() => value ?? "";

    /// <inheritdoc/>
    public bool Equals(Secret other) => Reveal() == other.Reveal();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Reveal());

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "" : "***";
}
