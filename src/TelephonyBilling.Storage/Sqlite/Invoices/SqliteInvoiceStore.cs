using Dapper;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Invoices in SQLite.</summary>
internal sealed class SqliteInvoiceStore(StoreGateway gateway) : IInvoiceStore
{
    public Task<InvoiceIssue> IssueAsync(
        string topUp,
        InvoicePolicy policy,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(topUp);
        ArgumentNullException.ThrowIfNull(policy);
        StoredArgument.Required(by, "actor");
        return gateway.ChangeAsync(
            session => InvoiceIssuing.Run(session, topUp, policy, at),
            by,
            cancellationToken
        );
    }

    public Task<Invoice?> PayAsync(
        string number,
        string payment,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(number);
        StoredArgument.Text(payment, "payment");
        const string sql = """
            UPDATE invoice SET state = 'paid', paid_at = @now, payment = @payment
            WHERE number = @number AND state = 'open'
            """;
        return gateway.ChangeAsync(
            session =>
            {
                session.Connection.Execute(
                    sql,
                    new
                    {
                        number,
                        payment,
                        now = Instant.ToStored(at),
                    }
                );
                return InvoiceIssuing.Find(session.Connection, "i.number = @text", number);
            },
            by,
            cancellationToken
        );
    }

    public Task<int> RemindAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string due =
            InvoiceRow.Select
            + "WHERE i.state = 'open' AND i.due_at <= @now AND i.overdue_noticed_at IS NULL ORDER BY i.number";
        const string mark = "UPDATE invoice SET overdue_noticed_at = @now WHERE number = @number";
        var now = Instant.ToStored(at);
        return gateway.ChangeAsync(
            session =>
            {
                var overdue = session.Connection.Query<InvoiceRow>(due, new { now }).AsList();
                foreach (var invoice in overdue.Select(row => row.ToInvoice()))
                {
                    session.Connection.Execute(mark, new { now, number = invoice.Number });
                    Notices.Queue(
                        session,
                        invoice.Account,
                        $"invoice-overdue/{invoice.Number}",
                        new InvoiceOverdueNotice(
                            invoice.Number,
                            invoice.Total.Micros,
                            invoice.DueAt
                        ),
                        at
                    );
                }
                return overdue.Count;
            },
            cancellationToken
        );
    }

    public Task<Invoice?> FindAsync(string number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(number);
        return gateway.ReadAsync(
            connection => InvoiceIssuing.Find(connection, "i.number = @text", number),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<Invoice>> ListAsync(
        string? account,
        bool onlyOpen,
        int limit,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            InvoiceRow.Select
            + """
                WHERE (@account IS NULL OR a.id = @account) AND (@onlyOpen = 0 OR i.state = 'open')
                ORDER BY i.issued_at DESC, i.number DESC
                LIMIT @limit
                """;
        return gateway.ReadAsync<IReadOnlyList<Invoice>>(
            connection =>
                [
                    .. connection
                        .Query<InvoiceRow>(
                            sql,
                            new
                            {
                                account = account?.ToLowerInvariant(),
                                onlyOpen,
                                limit,
                            }
                        )
                        .Select(row => row.ToInvoice()),
                ],
            cancellationToken
        );
    }
}
