using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>A connector's document, checked and compiled.</summary>
internal sealed record ConnectorSpec
{
    public required ConnectorDescriptor Descriptor { get; init; }

    public required HttpSpec? Http { get; init; }

    public required CheckSpec? Check { get; init; }

    public required IReadOnlyDictionary<string, StreamSpec> Streams { get; init; }

    public required IReadOnlyList<HookRule> Hooks { get; init; }

    public required Expression? HookIgnored { get; init; }

    public required IReadOnlyDictionary<string, ActionSpec> Actions { get; init; }

    public required IReadOnlyDictionary<int, Expression> Migrations { get; init; }
}

internal sealed record HttpSpec
{
    public required Template Address { get; init; }

    public required IReadOnlyDictionary<string, Template> Headers { get; init; }

    public required IReadOnlyList<AuthSpec> Auth { get; init; }

    public required TlsSpec? Tls { get; init; }

    public required TimeSpan? Timeout { get; init; }

    public required int? MaxBytes { get; init; }

    public required TimeSpan Pace { get; init; }

    public required int? Budget { get; init; }

    public required TimeSpan? BudgetWindow { get; init; }

    public required string? LimitHeader { get; init; }

    public required string? RemainingHeader { get; init; }

    public required string? ResetHeader { get; init; }

    public required IReadOnlyList<ErrorSpec> Errors { get; init; }

    /// <summary>Further hosts, by name; each with what it takes over from the first one.</summary>
    public required IReadOnlyDictionary<string, HostSpec> Hosts { get; init; }
}

/// <summary>A further host.</summary>
/// <param name="Http">How it is reached.</param>
/// <param name="SharesAuth">True when it is told who asks as the first one is, by the same tokens.</param>
internal sealed record HostSpec(HttpSpec Http, bool SharesAuth);

internal sealed record TlsSpec(Template? Certificate, Template? Key, Template? Authority);

/// <summary>One kind of authentication; its members are templates, but for a login's body.</summary>
internal sealed record AuthSpec(string Kind, Expression? When, IReadOnlyDictionary<string, Template> Values, IReadOnlyDictionary<string, string> Words, IReadOnlyDictionary<string, Template> Parameters, Expression? Body);

internal sealed record ErrorSpec(IReadOnlyList<int> Statuses, Expression? When, HttpErrorMeaning Meaning, string? Message);

internal sealed record RequestSpec
{
    /// <summary>Name of the host; null for the first one.</summary>
    public required string? Host { get; init; }

    public required Method Method { get; init; }

    public required Template Path { get; init; }

    public required IReadOnlyDictionary<string, Template> Query { get; init; }

    public required IReadOnlyDictionary<string, Template> Headers { get; init; }

    public required Expression? Body { get; init; }

    public required IReadOnlyDictionary<string, Template>? Form { get; init; }

    public required string? ContentType { get; init; }

    public required bool Safe { get; init; }

    public required IReadOnlyList<ErrorSpec> Errors { get; init; }
}

internal sealed record CheckSpec(RequestSpec Request, Template Message);

internal sealed record ParentSpec(string? Stream, Expression? Items, Expression? Key, Expression? Where, TimeSpan? Window = null);

internal enum CursorOrder
{
    None,
    Ascending,
    Descending,
}

internal sealed record CursorSpec(Expression From, bool IsSequence, CursorOrder Order);

/// <summary>How a record is told apart; a webhook's rule may say some of it otherwise.</summary>
internal sealed record RecordSpec(Expression? Id, Expression? Version, Expression? Time, Expression? Container, Expression? Deleted);

/// <param name="Request">The request.</param>
/// <param name="Select">Where the record is in its answer.</param>
/// <param name="Batch">Items that one request asks for.</param>
internal sealed record DetailSpec(RequestSpec Request, Expression? Select, int Batch = 1);

internal sealed record StreamSpec
{
    public required StreamDescriptor Descriptor { get; init; }

    /// <summary>True where it is the parent of others and nothing more.</summary>
    public required bool Internal { get; init; }

    public required ParentSpec? Parent { get; init; }

    public required RequestSpec? Request { get; init; }

    public required IPagination Paging { get; init; }

    /// <summary>Where an answer tells how many items the whole list has; null where it does not.</summary>
    public required string? TotalPath { get; init; }

    public required Expression? Select { get; init; }

    public required Expression? Where { get; init; }

    public required DetailSpec? Detail { get; init; }

    /// <summary>What is asked for each record, and becomes part of it.</summary>
    public required IReadOnlyList<StepSpec> Lookups { get; init; }

    public required Expression? Make { get; init; }

    public required RecordSpec Record { get; init; }

    public required CursorSpec? Cursor { get; init; }

    /// <summary>True where a list is asked for by its entity tag.</summary>
    public required bool Conditional { get; init; }

    public required DetailSpec? Fetch { get; init; }

    /// <summary>Delimiter of pushed CSV; null where nothing may be pushed.</summary>
    public required char? Push { get; init; }

    /// <summary>True where a changed bound can take the place of a page number, so that records which change while they are paged are not skipped.</summary>
    public bool CanReanchor => Cursor is { Order: CursorOrder.Ascending } && Paging is PagePagination or OffsetPagination;
}

internal sealed record HookRule(Expression? When, string? Stream, Expression? Select, RecordSpec Record, Expression? RemovedContainers, IReadOnlyList<string> Read);

internal sealed record StepSpec(string? Name, Expression? When, RequestSpec Request);

internal sealed record ActionSpec
{
    public required ActionDescriptor Descriptor { get; init; }

    public required IReadOnlyList<StepSpec> Requests { get; init; }

    public required Expression? Values { get; init; }

    public required Expression? RecordVersion { get; init; }

    public required Expression? Running { get; init; }

    public required (string Stream, Expression Id)? Watch { get; init; }

    public required SettleSpec? Settle { get; init; }

    public required PreviewSpec? Preview { get; init; }
}

internal sealed record SettleSpec(IReadOnlyList<StepSpec> Requests, Expression Outcome, Expression? Values, Expression? RecordVersion);

internal sealed record PreviewSpec(IReadOnlyList<StepSpec> Requests, Template Summary, Expression? Changes);

/// <summary>Properties of options, arguments and results as JSON Schema.</summary>
internal sealed record OptionsSpec(JsonObject Schema, IReadOnlyList<string> Secrets);
