using TelephonyBilling.Daemon.Invoices;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Looks whether invoices can be drawn, and say who issues them. Who issues none is left alone.</summary>
internal sealed class InvoiceCheck(InvoicingOptions options, Checkup checkup)
{
    /// <param name="areUsed">Whether there is an invoice.</param>
    internal void Run(bool areUsed)
    {
        if (!areUsed && options.Issuer.Count == 0)
        {
            return;
        }
        if (options.Issuer.Count == 0)
        {
            checkup.Warn(
                "issuer",
                "invoices don't say who issues them",
                "Write name, address and tax number into Invoicing:Issuer."
            );
        }
        try
        {
            checkup.Ok("font", InvoiceFont.Find(options).Regular);
        }
        catch (InvoiceFontException e)
        {
            checkup.Fail(
                "font",
                e.Message,
                "Until then the mails with invoices wait: see telephony-billing mail list --state waiting"
            );
        }
    }
}
