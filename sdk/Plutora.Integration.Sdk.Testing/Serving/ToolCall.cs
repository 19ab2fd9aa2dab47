using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Serving;

/// <summary>A request that reached the tool.</summary>
/// <param name="Number">Its number since the kit last began to count, from 0.</param>
/// <param name="Request">The request.</param>
/// <param name="At">When it came, by the tool's clock.</param>
/// <param name="Target">Path and parameters as they were sent.</param>
/// <param name="Safe">True where the tool says that it changes nothing, whatever its method.</param>
internal sealed record ToolCall(int Number, ToolRequest Request, DateTimeOffset At, string Target, bool Safe)
{
    public bool Writes => !Safe && Request.Method is not ("GET" or "HEAD" or "OPTIONS");

    public override string ToString() => $"{Request.Method} {Target}";
}
