using System.Globalization;
using System.Text.Json.Nodes;

namespace TelephonyBilling.Testing.Payments;

/// <summary>
/// What <see cref="StripeServer"/> remembers: customers, cards, payments, the money that was taken, what went back. Not
/// thread-safe.
/// </summary>
internal sealed class StripeBooks(TimeProvider time)
{
    private readonly Dictionary<string, JsonObject> customers = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Customer, StripeCard Kind)> cards = [];
    private readonly List<StripeIntent> intents = [];
    private readonly List<StripeCharge> charges = [];
    private readonly List<JsonObject> refunds = [];
    private readonly Dictionary<string, JsonObject> disputes = new(StringComparer.Ordinal);
    private int last;

    internal IReadOnlyList<StripeCharge> Charges => [.. charges];

    internal IReadOnlyList<JsonObject> Refunds => [.. refunds.Select(Copy)];

    internal int Customers => customers.Count;

    internal string EnterCard(string customer, StripeCard kind)
    {
        var id = NewId("pm");
        cards.Insert(0, (id, customer, kind));
        return id;
    }

    /// <summary>A holder agrees to a payment, or declines it.</summary>
    internal void Answer(string intent, bool agrees)
    {
        var found = intents.Single(candidate => candidate.Id == intent);
        if (agrees)
        {
            Take(found);
        }
        else
        {
            found.Error = (
                "pm_any",
                "payment_intent_authentication_failure",
                "",
                "The provided payment method has failed authentication."
            );
            found.Status = "requires_payment_method";
        }
    }

    internal JsonObject Intent(string id) =>
        intents.Single(candidate => candidate.Id == id).ToJson();

    /// <summary>The bank has decided on a payment that was <c>processing</c>.</summary>
    internal void Decide(string intent, bool pays)
    {
        var found = intents.Single(candidate => candidate.Id == intent);
        if (pays)
        {
            Take(found);
        }
        else
        {
            Decline(found, "pm_any", "card_declined", "generic_decline", "Your card was declined.");
        }
    }

    internal string Dispute(string intent, long amount, string status)
    {
        var id = NewId("dp");
        disputes[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "dispute",
            ["amount"] = amount,
            ["currency"] = intents.Single(candidate => candidate.Id == intent).Currency,
            ["payment_intent"] = intent,
            ["reason"] = "fraudulent",
            ["status"] = status,
        };
        return id;
    }

    internal void SetDispute(string dispute, string status) => disputes[dispute]["status"] = status;

    internal JsonObject DisputeJson(string dispute) => Copy(disputes[dispute]);

    internal StripeReply Handle(StripeRequest request)
    {
        var parts = request.Path.Trim('/').Split('/');
        return (request.Method, parts) switch
        {
            ("POST", ["v1", "customers"]) => CreateCustomer(request),
            ("GET", ["v1", "customers", var customer, "payment_methods"]) => ListCards(customer),
            ("POST", ["v1", "payment_methods", var card, "detach"]) => Detach(card),
            ("POST", ["v1", "checkout", "sessions"]) => CreateSession(request),
            ("POST", ["v1", "payment_intents"]) => CreateIntent(request),
            ("GET", ["v1", "payment_intents"]) => ListIntents(request),
            ("GET", ["v1", "payment_intents", var id]) => WithIntent(
                id,
                intent => StripeReply.Of(intent.ToJson())
            ),
            ("POST", ["v1", "payment_intents", var id, "confirm"]) => WithIntent(
                id,
                intent => Confirm(intent, request)
            ),
            ("POST", ["v1", "payment_intents", var id, "cancel"]) => WithIntent(id, Cancel),
            ("POST", ["v1", "refunds"]) => Refund(request),
            ("GET", ["v1", "refunds"]) => StripeReply.Of(
                Page(
                    refunds.Where(refund =>
                        (string)refund["payment_intent"]! == request["payment_intent"]
                    )
                )
            ),
            ("GET", ["v1", "disputes", var id]) => disputes.TryGetValue(id, out var dispute)
                ? StripeReply.Of(Copy(dispute))
                : StripeReply.Missing(id),
            _ => StripeReply.Error(
                404,
                "invalid_request_error",
                "",
                $"Unrecognized request URL ({request.Method}: {request.Path})."
            ),
        };
    }

    private static JsonObject Copy(JsonObject json) => (JsonObject)json.DeepClone();

    private static JsonObject Page(IEnumerable<JsonObject> rows, bool hasMore = false) =>
        new()
        {
            ["object"] = "list",
            ["has_more"] = hasMore,
            ["data"] = new JsonArray([.. rows.Select(Copy)]),
        };

    private StripeReply CreateCustomer(StripeRequest request)
    {
        var id = NewId("cus");
        customers[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "customer",
            ["name"] = request["name"],
            ["email"] = request["email"],
            ["metadata"] = new JsonObject(
                request.Metadata.Select(field =>
                    KeyValuePair.Create(field.Key, (JsonNode?)field.Value)
                )
            ),
        };
        return StripeReply.Of(Copy(customers[id]));
    }

    private StripeReply ListCards(string customer) =>
        customers.ContainsKey(customer)
            ? StripeReply.Of(
                Page(
                    cards
                        .Where(card => card.Customer == customer)
                        .Select(card => new JsonObject
                        {
                            ["id"] = card.Id,
                            ["object"] = "payment_method",
                            ["type"] = "card",
                            ["card"] = new JsonObject
                            {
                                ["brand"] = "visa",
                                ["last4"] = "4242",
                                ["exp_year"] = 2029,
                                ["exp_month"] = 4,
                            },
                        })
                )
            )
            : StripeReply.Missing(customer);

    private StripeReply Detach(string card) =>
        cards.RemoveAll(candidate => candidate.Id == card) > 0
            ? StripeReply.Of(new JsonObject { ["id"] = card, ["object"] = "payment_method" })
            : StripeReply.Missing(card);

    private StripeReply CreateSession(StripeRequest request)
    {
        if (!customers.ContainsKey(request["customer"]))
        {
            return StripeReply.Missing(request["customer"]);
        }
        if (request["mode"] != "setup" || request["success_url"].Length == 0)
        {
            return StripeReply.Invalid("A session in mode=setup needs a success_url.");
        }
        var id = NewId("cs_test");
        return StripeReply.Of(
            new JsonObject
            {
                ["id"] = id,
                ["object"] = "checkout.session",
                ["mode"] = "setup",
                ["url"] = $"https://checkout.invalid/c/pay/{id}",
            }
        );
    }

    private StripeReply CreateIntent(StripeRequest request)
    {
        if (
            !long.TryParse(
                request["amount"],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var amount
            )
            || amount == 0
        )
        {
            return StripeReply.Invalid($"Invalid integer: {request["amount"]}");
        }
        if (!customers.ContainsKey(request["customer"]))
        {
            return StripeReply.Missing(request["customer"]);
        }
        var intent = new StripeIntent(
            NewId("pi"),
            amount,
            request["currency"],
            request["customer"],
            time.GetUtcNow().ToUnixTimeSeconds(),
            request.Metadata
        );
        // The newest first, as Stripe lists them.
        intents.Insert(0, intent);
        return request["confirm"] == "true"
            ? Confirm(intent, request)
            : StripeReply.Of(intent.ToJson());
    }

    private StripeReply Confirm(StripeIntent intent, StripeRequest request)
    {
        if (intent.Status is "succeeded" or "canceled")
        {
            return StripeReply.Error(
                400,
                "invalid_request_error",
                "payment_intent_unexpected_state",
                $"This PaymentIntent's status is {intent.Status}."
            );
        }
        if (request["return_url"].Length == 0)
        {
            return StripeReply.Invalid("You must provide a return_url.");
        }
        var method = request["payment_method"];
        var card = cards.Find(candidate =>
            candidate.Id == method && candidate.Customer == intent.Customer
        );
        if (card.Id is null)
        {
            return StripeReply.Missing(method);
        }
        switch (card.Kind)
        {
            case StripeCard.Good:
                Take(intent);
                return StripeReply.Of(intent.ToJson());
            case StripeCard.Slow:
                intent.Status = "processing";
                return StripeReply.Of(intent.ToJson());
            case StripeCard.NeedsAgreement when request["off_session"] != "true":
                intent.Status = "requires_action";
                intent.Link = $"https://hooks.invalid/3d_secure/{intent.Id}";
                intent.Error = null;
                return StripeReply.Of(intent.ToJson());
            case StripeCard.NeedsAgreement:
                return Decline(
                    intent,
                    method,
                    "authentication_required",
                    "authentication_required",
                    "Your card was declined. This transaction requires authentication."
                );
            default:
                return Decline(
                    intent,
                    method,
                    "card_declined",
                    "insufficient_funds",
                    "Your card has insufficient funds."
                );
        }
    }

    private static StripeReply Decline(
        StripeIntent intent,
        string method,
        string code,
        string declineCode,
        string message
    )
    {
        intent.Status = "requires_payment_method";
        intent.Error = (method, code, declineCode, message);
        var error = intent.ErrorJson();
        error["payment_intent"] = intent.ToJson();
        return new StripeReply(402, new JsonObject { ["error"] = error }.ToJsonString());
    }

    private void Take(StripeIntent intent)
    {
        intent.Status = "succeeded";
        intent.Error = null;
        charges.Add(new StripeCharge(intent.Id, intent.Amount, intent.Currency));
    }

    private static StripeReply Cancel(StripeIntent intent)
    {
        if (intent.Status == "succeeded")
        {
            return StripeReply.Error(
                400,
                "invalid_request_error",
                "payment_intent_unexpected_state",
                "You cannot cancel this PaymentIntent because it has a status of succeeded."
            );
        }
        intent.Status = "canceled";
        return StripeReply.Of(intent.ToJson());
    }

    private StripeReply ListIntents(StripeRequest request)
    {
        var since = request["created[gte]"] is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : 0;
        var limit = int.Parse(request["limit"], CultureInfo.InvariantCulture);
        var all = intents
            .Where(intent =>
                intent.Created >= since
                && (request["customer"].Length == 0 || intent.Customer == request["customer"])
            )
            .ToList();
        if (request["starting_after"] is { Length: > 0 } after)
        {
            all.RemoveRange(0, all.FindIndex(intent => intent.Id == after) + 1);
        }
        return StripeReply.Of(
            Page(all.Take(limit).Select(intent => intent.ToJson()), all.Count > limit)
        );
    }

    private StripeReply Refund(StripeRequest request) =>
        WithIntent(
            request["payment_intent"],
            intent =>
            {
                var amount = long.Parse(request["amount"], CultureInfo.InvariantCulture);
                var before = refunds
                    .Where(refund => (string)refund["payment_intent"]! == intent.Id)
                    .Sum(refund => (long)refund["amount"]!);
                if (intent.Status != "succeeded" || before + amount > intent.Amount)
                {
                    return StripeReply.Error(
                        400,
                        "invalid_request_error",
                        "charge_already_refunded",
                        "The refund is greater than the unrefunded amount on the charge."
                    );
                }
                return StripeReply.Of(Copy(AddRefund(intent, amount, request.Metadata)));
            }
        );

    /// <summary>Money goes back, by whoever.</summary>
    internal JsonObject AddRefund(
        string intent,
        long amount,
        IEnumerable<KeyValuePair<string, string>> metadata
    ) => AddRefund(intents.Single(candidate => candidate.Id == intent), amount, metadata);

    private JsonObject AddRefund(
        StripeIntent intent,
        long amount,
        IEnumerable<KeyValuePair<string, string>> metadata
    )
    {
        var named = new JsonObject();
        foreach (var (name, value) in metadata)
        {
            named[name] = value;
        }
        var refund = new JsonObject
        {
            ["id"] = NewId("re"),
            ["object"] = "refund",
            ["amount"] = amount,
            ["currency"] = intent.Currency,
            ["payment_intent"] = intent.Id,
            ["status"] = "succeeded",
            ["metadata"] = named,
        };
        refunds.Insert(0, refund);
        return refund;
    }

    private StripeReply WithIntent(string id, Func<StripeIntent, StripeReply> then) =>
        intents.Find(candidate => candidate.Id == id) is { } intent
            ? then(intent)
            : StripeReply.Missing(id);

    private string NewId(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{++last:D6}");
}

/// <summary>Money that was taken from a card, in minor units.</summary>
/// <param name="Intent">The payment.</param>
/// <param name="Amount">How many.</param>
/// <param name="Currency">Lower case.</param>
public sealed record StripeCharge(string Intent, long Amount, string Currency);
