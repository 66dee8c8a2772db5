namespace TelephonyBilling.Daemon.Options;

/// <summary>One Asterisk that the daemon bills for: section <c>Pbx</c>, a list.</summary>
public sealed record PbxOptions
{
    /// <summary>What it is called in records, logs and metrics: 1–32 of <c>A–Z a–z 0–9 . _ -</c>. It must not change later.</summary>
    public required string Name { get; init; }

    /// <summary>Host name or address of its manager interface. Default <c>127.0.0.1</c>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port of its manager interface. Default 5038; Asterisk's habit for TLS is 5039.</summary>
    public int AmiPort { get; init; } = 5038;

    /// <summary>The manager user. Default <c>telephony-billing</c>, as in the shipped <c>manager.d</c> file.</summary>
    public string AmiUser { get; init; } = "telephony-billing";

    /// <summary>
    /// The manager user's secret: from <c>AmiSecret</c>, from the file that <c>AmiSecretFile</c> names, or from the systemd
    /// credential <c>NAME-ami-secret</c>. Empty only where the configuration was read without need for secrets.
    /// </summary>
    public Secret AmiSecret { get; init; }

    /// <summary>Whether to speak TLS; the certificate is always checked. Default false.</summary>
    public bool Tls { get; init; }

    /// <summary>A PEM file of certificates to trust instead of the system's, such as the PBX's own; null: the system's.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The name that the certificate must bear; null: <see cref="Host"/>.</summary>
    public string? TlsHostName { get; init; }

    /// <summary>How a caller is warned before the money ends. Default <see cref="WarnTone.Beep"/>.</summary>
    public WarnTone WarnTone { get; init; } = WarnTone.Beep;
}

/// <summary>How a caller is warned that the money ends.</summary>
public enum WarnTone
{
    /// <summary>A beep is whispered to the caller (<c>ChanSpy</c> with whisper); needs the <c>originate</c> privilege.</summary>
    Beep,

    /// <summary>A DTMF digit is played to the caller (<c>PlayDTMF</c>).</summary>
    Dtmf,

    /// <summary>No warning.</summary>
    None,
}
