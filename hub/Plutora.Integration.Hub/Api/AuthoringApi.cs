using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Api;

/// <summary>What helps to write a mapping document: check it, run its tests, evaluate an expression, propose a document from records. Nothing of the hub is read or changed.</summary>
internal static class AuthoringApi
{
    private const int MostRecords = 1_000;
    private const string Document = "document", Overlay = "overlay";

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    // What is answered is held in memory: a tenth of what a mapping may make.
    private static readonly JsonataOptions Limited = new() { Limits = new() { MaxSize = 10_000_000 } };

    public static void MapAuthoring(this IEndpointRouteBuilder api)
    {
        api.MapPost("/mappings/lint", (LintRequest request, HubRuntime runtime, CancellationToken ct) => InTimeAsync(runtime, _ => Lint(request), ct)).Authoring<IReadOnlyList<FaultAnswer>>();
        api.MapPost("/mappings/test", (TestRequest request, HubRuntime runtime, CancellationToken ct) => InTimeAsync(runtime, limited => Test(request, limited), ct)).Authoring<IReadOnlyList<TestAnswer>>();
        api.MapPost("/mappings/eval", (EvalRequest request, HubRuntime runtime, CancellationToken ct) => InTimeAsync(runtime, limited => Evaluate(request, limited), ct)).Authoring<EvalAnswer>();
        api.MapPost("/mappings/new", (ProposeRequest request, HubRuntime runtime, CancellationToken ct) => InTimeAsync(runtime, limited => Propose(request, limited), ct)).Authoring<ProposalAnswer>();
    }

    private static void Authoring<TAnswer>(this RouteHandlerBuilder endpoint) => endpoint.Needs(Role.Administrator).Produces<TAnswer>().NotAudited();

    // Off the thread that serves: what is asked for may take all of its time.
    private static async Task<IResult> InTimeAsync(HubRuntime runtime, Func<CancellationToken, IResult> work, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(MostTime, runtime.Time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            return await Task.Run(() => work(limited.Token), limited.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return Refused($"It took longer than {MostTime.TotalSeconds} s. Give fewer or smaller records, or run it with the command line: plutora mapping.");
        }
    }

    private static IResult Lint(LintRequest request)
    {
        if ((Missing(request.Document, "document") ?? TooMany(request.Records?.Count)) is { } refused)
        {
            return refused;
        }

        RecordShape? samples = null;
        foreach (var record in request.Records ?? [])
        {
            (samples ??= new()).Add(Utf8(record));
        }

        var compilation = Compile(request.Document!, request.Overlay, samples);
        return Results.Json<IReadOnlyList<FaultAnswer>>([.. compilation.Faults.Select(FaultAnswer.Of)], ApiJson.Default.IReadOnlyListFaultAnswer);
    }

    private static IResult Test(TestRequest request, CancellationToken cancellationToken)
    {
        if ((Missing(request.Document, "document") ?? TooMany(request.Inputs?.Count)) is { } refused)
        {
            return refused;
        }

        var compilation = Compile(request.Document!, request.Overlay, samples: null);
        IReadOnlyList<TestAnswer> answers = compilation.Mapping is { } mapping
            ? [.. MappingTestRunner.Run(mapping, Input, cancellationToken).Select(TestAnswer.Of)]
            : [new(Document, null, "(compiles)", false, [.. compilation.Faults.Select(fault => fault.ToString())])];
        return Results.Json(answers, ApiJson.Default.IReadOnlyListTestAnswer);

        ReadOnlyMemory<byte> Input(string name) => request.Inputs?.TryGetValue(name, out var record) == true
            ? Utf8(record)
            : throw new IOException($"it is not among 'inputs'; send {{\"inputs\":{{\"{name}\":…}}}}.");
    }

    private static IResult Evaluate(EvalRequest request, CancellationToken cancellationToken)
    {
        if (request.Expression is null)
        {
            return Refused("'expression' is missing.");
        }

        if (request.Bindings is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            return Refused("'bindings' is no object. Write the variables as its members, without their dollar signs.");
        }

        var bindings = new JsonataBindings();
        if (request.Bindings.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in JsonataValue.From(request.Bindings).Members)
            {
                bindings.Set(name, value);
            }
        }

        try
        {
            var input = request.Input.ValueKind == JsonValueKind.Undefined ? JsonataInput.Undefined : JsonataInput.From(request.Input);
            var result = JsonataExpression.Compile(request.Expression, Limited).Evaluate(input, bindings, cancellationToken);
            // As the engine writes it: a parsed copy would lose what is nested deeper than a parser allows.
            return Results.Text(result.IsUndefined ? "{}" : $"{{\"result\":{result.ToJson()}}}", "application/json");
        }
        catch (JsonataException error)
        {
            return Refused($"{error.Code} at {error.Position}: {error.Message}");
        }
    }

    private static IResult Propose(ProposeRequest request, CancellationToken cancellationToken)
    {
        if ((Missing(request.Target, "target") ?? TooMany(request.Records?.Count)) is { } refused)
        {
            return refused;
        }

        if (request.Records is not { Count: > 0 })
        {
            return Refused("'records' is empty. Send records of the stream; a few hundred are enough.");
        }

        try
        {
            var source = (request.Source ?? "connector/stream").Split('/') is [var connector, var stream] ? new MappingSource(connector, stream) : new(request.Source!, "");
            return Results.Json(new ProposalAnswer(MappingProposal.Of(request.Target!, source, [.. request.Records.Select(Utf8)], cancellationToken)), ApiJson.Default.ProposalAnswer);
        }
        catch (ArgumentException wrong)
        {
            return Refused(wrong.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static MappingCompilation Compile(string document, string? overlay, RecordShape? samples) =>
        MappingCompiler.Compile(document, Document, new MappingCompilerOptions { Samples = samples }, overlay, Overlay);

    private static ProblemHttpResult? Missing(string? value, string name) => string.IsNullOrWhiteSpace(value) ? Refused($"'{name}' is missing.") : null;

    private static ProblemHttpResult? TooMany(int? records) => records > MostRecords ? Refused($"{records} records were sent; {MostRecords} are taken. A few hundred are enough.") : null;

    private static ProblemHttpResult Refused(string detail) => Problems.Of(StatusCodes.Status422UnprocessableEntity, detail);

    private static ReadOnlyMemory<byte> Utf8(JsonElement record) => Encoding.UTF8.GetBytes(record.GetRawText());
}

/// <summary>A document to check: alone, or under an overlay; with records, paths that none of them has are told.</summary>
internal sealed record LintRequest(string? Document, string? Overlay = null, IReadOnlyList<JsonElement>? Records = null);

/// <summary>What is wrong with a document: in which of the two, where, and what helps.</summary>
internal sealed record FaultAnswer(string File, int Line, int Column, string Severity, string Message)
{
    public static FaultAnswer Of(MappingFault fault) =>
        new(fault.File, fault.Line, fault.Column, fault.Severity == MappingSeverity.Error ? "error" : "warning", fault.Message);
}

/// <summary>A document whose tests are run, and the records that they name by <c>input</c>.</summary>
internal sealed record TestRequest(string? Document, string? Overlay = null, IReadOnlyDictionary<string, JsonElement>? Inputs = null);

/// <summary>What became of a test; for a document that does not compile, of that.</summary>
internal sealed record TestAnswer(string File, int? Line, string Test, bool Passed, IReadOnlyList<string> Faults)
{
    public static TestAnswer Of(MappingTestResult result) =>
        new(result.Test.File, result.Test.Line, result.Test.Name, result.Passed, result.Error is { } error ? [error] : [.. result.Differences.Select(d => d.ToString())]);
}

/// <summary>An expression, what it is evaluated over, and its variables without their dollar signs.</summary>
internal sealed record EvalRequest(string? Expression)
{
    public JsonElement Input { get; init; }

    public JsonElement Bindings { get; init; }
}

/// <summary>What an expression gave; without a member where that is undefined.</summary>
internal sealed record EvalAnswer(JsonElement Result);

/// <summary>Asks for a proposal: the entity, the stream as <c>connector/stream</c>, and records of it.</summary>
internal sealed record ProposeRequest(string? Target, string? Source, IReadOnlyList<JsonElement>? Records);

/// <summary>A proposed document.</summary>
internal sealed record ProposalAnswer(string Document);
