namespace TelephonyBilling.Daemon.Switches;

/// <summary>The parts of an Asterisk channel's name, such as <c>PJSIP/1001-0000002a</c>. A name is never identity.</summary>
internal static class ChannelName
{
    /// <summary>The endpoint that a channel belongs to: <c>1001</c>. A text without technology is taken for an endpoint itself.</summary>
    /// <param name="name">A channel's name, an endpoint, or an empty text.</param>
    /// <returns>Empty for a <c>Local/</c> channel, which belongs to nobody.</returns>
    public static string EndpointOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return name;
        }
        if (IsLocal(name))
        {
            return "";
        }
        var dash = name.LastIndexOf('-');
        return dash > slash ? name[(slash + 1)..dash] : name[(slash + 1)..];
    }

    /// <summary>Whether it is one half of a <c>Local/</c> channel: a bend in the dialplan, not a line that costs money.</summary>
    public static bool IsLocal(string name) => name.StartsWith("Local/", StringComparison.Ordinal);
}
