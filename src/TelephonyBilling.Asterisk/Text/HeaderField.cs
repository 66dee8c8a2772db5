namespace TelephonyBilling.Asterisk.Text;

/// <summary>Where one <c>Key: Value</c> line lies inside the bytes of its block. Offsets are bytes from the block's start.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct HeaderField(
    int KeyStart,
    int KeyLength,
    int ValueStart,
    int ValueLength
);
