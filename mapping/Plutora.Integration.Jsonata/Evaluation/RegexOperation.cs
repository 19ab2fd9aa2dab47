using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A regular expression, which is a function that matches a text.</summary>
internal sealed class RegexOperation(Regex regex, int position) : Operation(position)
{
    private readonly RegexFunction _function = new(regex, position);

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => new(_function);
}
