using System.Globalization;
using Dapper;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Rentals;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Charges one month of a number, within a transaction that is open.</summary>
internal static class RentCharging
{
    /// <summary>The next month, if it is due.</summary>
    internal static RentCharge ChargeIfDue(WriterSession session, string digits, DateTimeOffset at)
    {
        var row = Find(session, digits);
        if (row?.ToRented() is not { } rented)
        {
            return RentCharge.NotDue;
        }
        if (!rented.IsSuspended && rented.PaidUntil is { } until && until > at)
        {
            return RentCharge.NotDue;
        }
        if (row.Available < rented.MonthlyFee)
        {
            return Suspend(session, rented, row, at);
        }
        // What could not be used is not paid for: after a suspension the months begin anew.
        var anchor = rented.IsSuspended ? at : rented.RentedAt;
        var start = rented.IsSuspended ? at : rented.PaidUntil ?? rented.RentedAt;
        Charge(session, rented, anchor, start, "daemon", at);
        return RentCharge.Charged;
    }

    /// <summary>Charges a month that begins now or at the end of the one before.</summary>
    internal static void Charge(
        WriterSession session,
        RentedNumber rented,
        DateTimeOffset anchor,
        DateTimeOffset start,
        string by,
        DateTimeOffset at
    )
    {
        const string update = """
            UPDATE number SET status = 'active', monthly_fee_micros = @fee, rented_at = @anchor, paid_until = @end
            WHERE digits = @digits
            """;
        var end = EndOf(anchor, start);
        var digits = rented.Number.Digits;
        var posted = new LedgerPosting(
            new NewEntry(
                rented.Account,
                EntryKind.Rental,
                -rented.MonthlyFee,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rental/{digits}/{start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}"
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rented.Number}, {start.UtcDateTime:yyyy-MM-dd} to {end.UtcDateTime:yyyy-MM-dd}"
                ),
                by,
                at
            )
        ).Run(session);
        if (posted.Outcome != PostOutcome.Posted)
        {
            throw new InvalidOperationException(
                $"The rent of {rented.Number} from {start:O} could not be charged: {posted.Outcome}."
            );
        }
        session.Connection.Execute(
            update,
            new
            {
                digits,
                fee = rented.MonthlyFee.Micros,
                anchor = Instant.ToStored(anchor),
                end = Instant.ToStored(end),
            }
        );
    }

    internal static RentalRow? Find(WriterSession session, string digits) =>
        session.Connection.QuerySingleOrDefault<RentalRow>(
            RentalRow.Select + "WHERE n.digits = @digits",
            new { digits }
        );

    /// <summary>
    /// The first end of a month, counted from the anchor, that lies after the start: counting on from the last end would
    /// make every month one of 28 days after a February.
    /// </summary>
    private static DateTimeOffset EndOf(DateTimeOffset anchor, DateTimeOffset start)
    {
        var months = ((start.Year - anchor.Year) * 12) + start.Month - anchor.Month;
        var end = anchor.AddMonths(Math.Max(months, 0));
        while (end <= start)
        {
            end = anchor.AddMonths(++months);
        }
        return end;
    }

    private static RentCharge Suspend(
        WriterSession session,
        RentedNumber rented,
        RentalRow row,
        DateTimeOffset at
    )
    {
        const string suspend = "UPDATE number SET status = 'suspended' WHERE digits = @digits";
        if (rented.IsSuspended)
        {
            return RentCharge.StillSuspended;
        }
        var digits = rented.Number.Digits;
        session.Connection.Execute(suspend, new { digits });
        Notices.Queue(
            session,
            rented.Account,
            string.Create(
                CultureInfo.InvariantCulture,
                $"number-suspended/{digits}/{rented.PaidUntil ?? rented.RentedAt:yyyy-MM-dd'T'HH:mm:ss}"
            ),
            new NumberSuspendedNotice(digits, rented.MonthlyFee.Micros, row.AvailableMicros),
            at
        );
        return RentCharge.Suspended;
    }
}
