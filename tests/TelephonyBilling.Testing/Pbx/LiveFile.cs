namespace TelephonyBilling.Testing.Pbx;

/// <summary>Reads a file that another program is still writing.</summary>
internal static class LiveFile
{
    /// <summary>What is in it so far; empty if it does not exist yet.</summary>
    internal static string Read(string file)
    {
        if (!File.Exists(file))
            return "";
        using FileStream stream = new(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
