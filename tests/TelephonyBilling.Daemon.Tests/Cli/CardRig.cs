using System.Text.Json;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>Command lines beside a server that takes payments.</summary>
public sealed class CardRig : IAsyncDisposable
{
    private CardRig(StripeServer server, CliRig cli) => (Server, Cli) = (server, cli);

    /// <summary>The payment server.</summary>
    public StripeServer Server { get; }

    /// <summary>The command line; account acme has 10.00.</summary>
    public CliRig Cli { get; }

    public static async Task<CardRig> StartAsync()
    {
        var cli = new CliRig();
        var server = await StripeServer.StartAsync(cli.Time);
        await File.WriteAllTextAsync(
            cli.ConfigPath,
            JsonSerializer.Serialize(
                new
                {
                    Store = new { Path = "tb.db" },
                    Pbx = new[] { new { Name = "pbx1", AmiSecret = "x" } },
                    Payments = server.Section(),
                }
            )
        );
        await cli.OpenAccountAsync();
        return new CardRig(server, cli);
    }

    /// <summary>The account's holder enters a card under a link.</summary>
    /// <returns>The customer at the payment server.</returns>
    public async Task<string> EnterCardAsync(StripeCard kind = StripeCard.Good)
    {
        (await Cli.DoAsync("card", "link", "acme")).Out.Should().StartWith("https://");
        await using var store = await Cli.OpenStoreAsync();
        var customer = (await store.Cards.FindAsync("acme", default))!.Customer;
        Server.EnterCard(customer, kind);
        return customer;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Cli.Dispose();
    }
}
