namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary>A folder for databases and logs beside the program, and so on a disk: the system's own may lie in memory.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Makes an empty one.</summary>
    public ScratchFolder()
    {
        Path = System.IO.Path.Combine(AppContext.BaseDirectory, $"scratch-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
