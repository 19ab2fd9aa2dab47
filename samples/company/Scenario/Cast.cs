namespace Acme.Company.Scenario;

/// <summary>The names that the company is made of.</summary>
internal static class Cast
{
    public static readonly IReadOnlyList<(string Key, string Name, IReadOnlyList<(string Key, string Name, string Description)> Applications)> Teams =
    [
        ("SHOP", "Checkout", [("checkout-api", "Checkout API", "Takes orders and payments."), ("shop-web", "Shop", "What customers see.")]),
        ("PAY", "Payments", [("payment-gateway", "Payment gateway", "Speaks to banks and card schemes."), ("ledger", "Ledger", "Keeps what was paid.")]),
        ("LOG", "Logistics", [("stock-service", "Stock", "Knows what lies where."), ("parcel-tracker", "Parcel tracker", "Follows parcels to the door.")]),
        ("CRM", "Customers", [("customer-api", "Customer records", "Keeps who buys."), ("newsletter", "Newsletter", "Writes to who wants it.")]),
        ("FIN", "Finance", [("invoice-service", "Invoices", "Writes invoices."), ("tax-engine", "Taxes", "Knows what is owed where.")]),
        ("HR", "People", [("time-sheet", "Time sheets", "Counts hours."), ("payroll", "Payroll", "Pays people.")]),
        ("DATA", "Insight", [("event-lake", "Event lake", "Keeps what happened."), ("dashboards", "Dashboards", "Shows what happened.")]),
        ("IAM", "Access", [("sign-on", "Sign-on", "Lets people in."), ("permissions", "Permissions", "Knows who may do what.")]),
        ("CAT", "Catalogue", [("product-catalogue", "Catalogue", "Describes what is sold."), ("search", "Search", "Finds what is sold.")]),
        ("PRC", "Pricing", [("price-engine", "Prices", "Knows what things cost."), ("coupons", "Coupons", "Makes things cheaper.")]),
        ("SUP", "Suppliers", [("supplier-portal", "Supplier portal", "Lets suppliers in."), ("purchase-orders", "Purchase orders", "Buys things.")]),
        ("MOB", "Mobile", [("app-backend", "App backend", "Serves the app."), ("push-service", "Push", "Tells phones.")]),
    ];

    public static readonly IReadOnlyList<string> First = ["Mara", "Jonas", "Aiko", "Luis", "Nora", "Emil", "Priya", "Tomas", "Ines", "Felix", "Dana", "Omar", "Lena", "Piotr", "Ruth", "Kofi", "Yuna", "Marek", "Sofia", "Hugo", "Amira", "Nils", "Clara", "Ivan"];

    public static readonly IReadOnlyList<string> Last = ["Lindt", "Okafor", "Tanaka", "Moreno", "Keller", "Novak", "Rao", "Svensson", "Costa", "Brandt", "Petrov", "Haddad", "Weiss", "Kowalski", "Adler", "Mensah", "Park", "Dvorak", "Rossi", "Lambert", "Nasser", "Olsen", "Meyer", "Horvat"];

    public static readonly IReadOnlyList<string> Ideas = ["One-click reorder", "Faster sign-up", "Refunds without a call", "Open in three new countries", "Half the waiting time", "Ready for the holiday season", "Move off the old platform", "Know sooner what breaks"];

    public static readonly IReadOnlyList<string> Verbs = ["Show", "Keep", "Send", "Check", "Import", "Export", "Filter", "Cache", "Explain", "Retry", "Limit", "Translate"];

    public static readonly IReadOnlyList<string> Objects = ["the delivery date", "saved addresses", "the receipt", "the card's limit", "price changes", "orders as a file", "results by brand", "exchange rates", "refused payments", "failed calls", "requests a minute", "error messages", "partial deliveries", "the order history", "gift wrapping", "tax numbers"];

    public static readonly IReadOnlyList<string> Faults = ["fails with an empty basket", "counts twice after a retry", "is slow with many rows", "forgets the language", "rounds wrongly", "shows the wrong time zone", "breaks on umlauts", "times out at midnight"];

    public static readonly IReadOnlyList<string> Outages = ["answers with errors", "is very slow", "does not start after the roll-out", "loses its connection to the database", "refuses sign-ins", "shows stale data"];

    public static readonly IReadOnlyList<string> Suites = ["Orders", "Payments", "Customers", "Prices", "Stock", "Messages"];
}
