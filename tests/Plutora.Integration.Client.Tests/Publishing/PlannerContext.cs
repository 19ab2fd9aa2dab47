using Microsoft.EntityFrameworkCore;

namespace Plutora.Integration.Client.Tests.Publishing;

/// <summary>A service's own state by Entity Framework.</summary>
public sealed class PlannerContext(DbContextOptions<PlannerContext> options) : DbContext(options)
{
    public DbSet<PlannedRelease> Releases => Set<PlannedRelease>();
}

/// <summary>A release as the service keeps it.</summary>
public sealed class PlannedRelease
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    [System.ComponentModel.DataAnnotations.ConcurrencyCheck]
    public long Version { get; set; }
}
