namespace Plutora.Integration.Mapping.Running;

/// <summary>A mapping function got what it cannot work with. It leaves the package as a <see cref="MappingException"/> with its place.</summary>
internal sealed class FunctionFault(string message) : Exception(message);
