using Acme.Company.World;

namespace Acme.Company.Tools;

/// <summary>The tools that the company has.</summary>
public static class Toolchain
{
    /// <summary>All of them, in the order of their ports.</summary>
    /// <param name="world">The company.</param>
    public static IReadOnlyList<ITool> Of(CompanyWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return [new Jira.JiraTool(world), new ServiceNow.ServiceNowTool(world), new GitHub.GitHubTool(world), new Jenkins.JenkinsTool(world), new OpenShift.OpenShiftTool(world), new TestRail.TestRailTool(world)];
    }
}
