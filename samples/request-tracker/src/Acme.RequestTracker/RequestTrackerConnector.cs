using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Acme.RequestTracker;

/// <summary>Says what the connector can do, and opens its instances.</summary>
public sealed class RequestTrackerConnector : Connector<RequestTrackerOptions>
{
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "request-tracker",
        Version = "1.0.0",
        DisplayName = "Request Tracker",
        Description = "Tickets of Request Tracker 5 with the history of their states; closes tickets and comments on them.",
        Streams =
        [
            new()
            {
                Id = "ticket",
                Description = "A ticket with its changes of status, from GET /tickets and GET /transactions.",
                Versions = VersionOrder.Instant,
                CanScan = true,
                CanFetch = true,
                DefaultInterval = TimeSpan.FromMinutes(2),

                // What is written in the same second as the last ticket read, and what a long transaction of the database shows late.
                Overlap = TimeSpan.FromSeconds(30),
            },
        ],
        Actions =
        [
            ActionDescriptor.Common<CloseTicket, TicketResult>("Sets the status of a ticket to the resolution that is named, by default resolved.", "work-item")
                with { Idempotent = true, CanPreview = true, CanSettle = true },
            ActionDescriptor.Common<AddComment, CommentResult>("Adds a comment that requestors do not see.", "work-item") with { CanSettle = true },
        ],
    };

    protected override ConnectorInstance Open(RequestTrackerOptions options, ConnectorContext context, IServiceProvider services) => new RequestTrackerInstance(options, context);
}
