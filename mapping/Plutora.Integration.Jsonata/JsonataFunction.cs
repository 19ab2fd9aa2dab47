namespace Plutora.Integration.Jsonata;

/// <summary>A function of the host.</summary>
/// <param name="Name">Name without the dollar sign.</param>
/// <param name="Signature">
/// A signature in the language's own notation, such as <c>&lt;s-n?:s&gt;</c>, by which arguments are checked and completed; null to take them as they are.
/// </param>
/// <param name="Implementation">What it does. Called from several threads.</param>
public sealed record JsonataFunction(string Name, string? Signature, Func<IReadOnlyList<JsonataValue>, JsonataCallContext, JsonataValue> Implementation);

/// <summary>What a host function is given beside its arguments.</summary>
/// <param name="State">The host's object of this evaluation, from <see cref="JsonataBindings.State"/>.</param>
/// <param name="CancellationToken">Ends the evaluation.</param>
public sealed record JsonataCallContext(object? State, CancellationToken CancellationToken);
