namespace Acme.Company.World;

/// <summary>A person, who has the same login and address in every tool.</summary>
public sealed record Person : Thing
{
    /// <summary>First and last name.</summary>
    public required string Name { get; init; }

    /// <summary>Login in every tool, such as <c>mara.lindt</c>.</summary>
    public required string Login { get; init; }

    /// <summary>Address, such as <c>mara.lindt@acme.example</c>.</summary>
    public required string Email { get; init; }

    /// <summary>What the person does.</summary>
    public required Role Role { get; init; }

    /// <summary>The person's team.</summary>
    public required long TeamId { get; init; }
}

/// <summary>What a person does.</summary>
public enum Role
{
    /// <summary>Owns a product, has ideas and puts them in order.</summary>
    ProductOwner,

    /// <summary>Writes and reviews code.</summary>
    Developer,

    /// <summary>Tests.</summary>
    Tester,

    /// <summary>Deploys, and recovers from incidents.</summary>
    Operator,
}

/// <summary>A team, which plans in a project of its own.</summary>
public sealed record Team : Thing
{
    /// <summary>Name, such as <c>Checkout</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Key of its project and of its work items, such as <c>SHOP</c>.</summary>
    public required string Key { get; init; }
}

/// <summary>An application that a team owns.</summary>
public sealed record Application : Thing
{
    /// <summary>Name for people, such as <c>Checkout API</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name in addresses, images and namespaces, such as <c>checkout-api</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>The team that owns it.</summary>
    public required long TeamId { get; init; }
}
