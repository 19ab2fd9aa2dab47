using Acme.Company.World;

namespace Acme.Company.Tools;

/// <summary>The tools that the company has.</summary>
public static class Toolchain
{
    /// <summary>All of them, in the order of their ports.</summary>
    /// <param name="world">The company.</param>
    public static IReadOnlyList<ITool> Of(CompanyWorld world)
    {
        return [new Jira.JiraTool(world), new ServiceNow.ServiceNowTool(world)];
    }
}
