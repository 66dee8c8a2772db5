using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The user and the group that a file or folder belongs to. Linux only.</summary>
/// <param name="User">The user's number; 0 is root.</param>
/// <param name="Group">The group's number.</param>
internal readonly record struct FileOwner(uint User, uint Group)
{
    // struct statx of linux/stat.h, which is the same on every processor.
    private const int BufferSize = 256;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const uint MaskOwner = 0x08 | 0x10; // STATX_UID | STATX_GID
    private const int CurrentFolder = -100; // AT_FDCWD: relative paths begin where the program runs

    /// <summary>Whose it is; null where the system doesn't say, or there is no such file.</summary>
    internal static FileOwner? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        var found = new byte[BufferSize];
        return statx(CurrentFolder, path, 0, MaskOwner, found) == 0
            ? new FileOwner(
                BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(UserOffset)),
                BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(GroupOffset))
            )
            : null;
    }

    /// <summary>
    /// Gives a file that root made to whom its folder belongs: an operator who runs a verb as root before the daemon's first
    /// start must not leave a database that the daemon can't open. What SQLite makes beside it follows the file.
    /// </summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    internal static void GiveToOwnerOfFolder(string path)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        if (Of(Path.GetDirectoryName(Path.GetFullPath(path))!) is { } owner && Of(path) != owner)
        {
            owner.Take(path);
        }
    }

    /// <summary>Makes a file or folder belong to this user and group, which only root may.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    internal void Take(string path)
    {
        if (chown(path, User, Group) != 0)
        {
            throw new IOException(
                $"{path} can't be given to user {User}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."
            );
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // C's own names; generated marshalling would need unsafe code in the project.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] found
    );

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        uint user,
        uint group
    );
#pragma warning restore IDE1006, SYSLIB1054
}
