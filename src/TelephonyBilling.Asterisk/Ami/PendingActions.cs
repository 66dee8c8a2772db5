using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Actions on their way, found again by ActionID. Thread-safe.</summary>
internal sealed class PendingActions
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, PendingAction> pending = [];
    private readonly byte[] prefix;
    private long next;
    private int openLists;
    private Exception? closed;

    public PendingActions()
    {
        // Unlike any other client's, so that a reply can't be taken for one of ours.
        this.prefix = Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + "-"
        );
    }

    /// <summary>Whether events have to be looked at for an ActionID.</summary>
    public bool HasOpenLists => Volatile.Read(ref this.openLists) > 0;

    /// <summary>Adds an action and gives its ActionID.</summary>
    /// <exception cref="AmiDisconnectedException">The connection is gone.</exception>
    public byte[] Add(PendingAction action, out long id)
    {
        lock (this.gate)
        {
            if (this.closed is not null)
            {
                throw new AmiDisconnectedException(
                    $"{action.Name} was not sent: the connection is gone.",
                    this.closed
                );
            }

            id = ++this.next;
            this.pending.Add(id, action);
        }

        var actionId = new byte[this.prefix.Length + 20];
        this.prefix.CopyTo(actionId, 0);
        Utf8Formatter.TryFormat(id, actionId.AsSpan(this.prefix.Length), out var digits);
        return actionId[..(this.prefix.Length + digits)];
    }

    public void Remove(long id)
    {
        lock (this.gate)
        {
            if (this.pending.Remove(id, out var action) && action.IsListOpen)
            {
                this.openLists--;
            }
        }
    }

    /// <summary>Gives a response to its action; false when nobody waits for it.</summary>
    public bool TryRespond(ReadOnlySpan<byte> actionId, AmiMessage message)
    {
        lock (this.gate)
        {
            if (!this.TryFind(actionId, out var id, out var action) || action.IsListOpen)
            {
                return false;
            }

            if (action.Respond(message))
            {
                this.pending.Remove(id);
            }
            else
            {
                this.openLists++;
            }

            return true;
        }
    }

    /// <summary>Gives an event to the list that it belongs to; false when it belongs to none.</summary>
    public bool TryAddToList(ReadOnlySpan<byte> actionId, ReadOnlySpan<byte> block)
    {
        lock (this.gate)
        {
            if (!this.TryFind(actionId, out var id, out var action) || !action.IsListOpen)
            {
                return false;
            }

            if (action.Add(AmiMessage.Copy(block)))
            {
                this.pending.Remove(id);
                this.openLists--;
            }

            return true;
        }
    }

    /// <summary>Fails all that wait, and all that come later.</summary>
    public void Close(Exception? cause)
    {
        List<PendingAction> failed;
        lock (this.gate)
        {
            this.closed ??= cause ?? new AmiDisconnectedException("The connection was closed.");
            failed = [.. this.pending.Values];
            this.pending.Clear();
            this.openLists = 0;
        }

        foreach (var action in failed)
        {
            action.Fail(
                new AmiDisconnectedException(
                    $"The connection went before {action.Name} was answered; whether Asterisk did it is unknown.",
                    cause
                )
            );
        }
    }

    private bool TryFind(
        ReadOnlySpan<byte> actionId,
        out long id,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PendingAction? action
    )
    {
        id = 0;
        action = null;
        return actionId.StartsWith(this.prefix)
            && Utf8Parser.TryParse(actionId[this.prefix.Length..], out id, out var used)
            && used == actionId.Length - this.prefix.Length
            && this.pending.TryGetValue(id, out action);
    }
}
