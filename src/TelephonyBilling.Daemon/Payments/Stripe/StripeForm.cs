using System.Globalization;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>The parameters of a request, in the order in which they were added.</summary>
internal sealed class StripeForm
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    /// <summary>Adds a parameter; an empty one is left out, since to Stripe that means to erase it.</summary>
    internal StripeForm With(string name, string value)
    {
        if (value.Length > 0)
        {
            fields.Add(KeyValuePair.Create(name, value));
        }
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    internal StripeForm With(string name, long value) =>
        With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The body of a POST.</summary>
    internal FormUrlEncodedContent ToContent() => new(fields);

    /// <summary>What follows the path of a GET.</summary>
    internal string ToQuery() =>
        fields.Count == 0
            ? ""
            : "?"
                + string.Join(
                    '&',
                    fields.Select(field =>
                        $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"
                    )
                );
}
