namespace TelephonyBilling.Daemon.Options;

/// <summary>Mails to accounts: section <c>Mail</c>.</summary>
public sealed record MailOptions
{
    /// <summary>Host name or address of the mail server; empty: mails wait. Default empty.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its TCP port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Whether the connection is encrypted, by STARTTLS; a server that can't is then refused. Default true.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>PEM file of the certificates to trust instead of the system's; null: the system's.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>Who logs in; empty: nobody.</summary>
    public string User { get; init; } = "";

    /// <summary>Their password.</summary>
    public Secret Password { get; init; }

    /// <summary>The address that mails come from.</summary>
    public string From { get; init; } = "";

    /// <summary>The name that mails come from, and with which they are signed; empty: the address.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Where answers go; empty: to <see cref="From"/>.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>Folder with templates that go before the shipped ones; null: none.</summary>
    public string? Templates { get; init; }

    /// <summary>How long the mail server may take for one mail, 1 to 300. Default 30.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>So many tries, and a mail is given up, 1 to 100. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>How mails are signed.</summary>
    public string Signature =>
        FromName.Length > 0 ? FromName
        : From.Length > 0 ? From
        : "TelephonyBilling";
}
