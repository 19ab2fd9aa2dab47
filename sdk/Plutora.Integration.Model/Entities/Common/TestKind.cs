using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a test looks at.</summary>
[JsonConverter(typeof(OpenEnumConverter<TestKind>))]
public enum TestKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A unit of code by itself.</summary>
    Unit,

    /// <summary>A component with its neighbours replaced.</summary>
    Component,

    /// <summary>Parts together.</summary>
    Integration,

    /// <summary>Whether two sides keep an agreed interface.</summary>
    Contract,

    /// <summary>What the system does.</summary>
    Functional,

    /// <summary>The whole way through the system, as a user goes it.</summary>
    EndToEnd,

    /// <summary>That what worked still works.</summary>
    Regression,

    /// <summary>That the system runs at all.</summary>
    Smoke,

    /// <summary>That it is what was asked for.</summary>
    Acceptance,

    /// <summary>How fast and how much, load and stress included.</summary>
    Performance,

    /// <summary>Whether it withstands attack.</summary>
    Security,

    /// <summary>Whether everyone can use it.</summary>
    Accessibility,

    /// <summary>Whether it keeps a rule set from outside.</summary>
    Compliance,

    /// <summary>What a tester finds without a script.</summary>
    Exploratory,
}
