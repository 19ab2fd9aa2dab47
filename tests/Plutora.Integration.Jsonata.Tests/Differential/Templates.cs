namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>
/// The forms of expressions by the type of what they give: N number, S text, B boolean, A array, O object, F function, X anything. In braces stand
/// holes for expressions; a small letter before the type gives the context they are evaluated in: i an item, n a number, s a text.
/// </summary>
internal static class Templates
{
    /// <summary>Forms and the operators that they count for; functions are counted by their names.</summary>
    public static readonly (char Type, string Form, string Operators)[] All =
    [
        ('N', "({N} + {N})", "+"), ('N', "({N} - {N})", "-"), ('N', "({N} * {N})", "*"), ('N', "({N} / {N})", "/"), ('N', "({N} % {N})", "%"), ('N', "(-{N})", "negate"),
        ('N', "$sum({A})", ""), ('N', "$sum(nums)", ""), ('N', "$count({A})", ""), ('N', "$max(nums)", ""), ('N', "$min([{N}, {N}])", ""), ('N', "$max([{N}, {N}, {N}])", ""),
        ('N', "$average([{N}, {N}])", ""), ('N', "$length({S})", ""), ('N', "$number({S})", ""), ('N', "$number({N})", ""), ('N', "$number({B})", ""),
        ('N', "$abs({N})", ""), ('N', "$floor({N})", ""), ('N', "$ceil({N})", ""), ('N', "$round({N})", ""), ('N', "$round({N}, {I})", ""), ('N', "$sqrt($abs({N}))", ""),
        ('N', "$power({N}, 2)", ""), ('N', "$power({I}, {I})", ""), ('N', "($random() < 1 ? {N} : 0)", "?:condition"), ('N', "($millis() > 0 ? {N})", "condition"),
        ('N', "$parseInteger({I} & '', '0')", "&"), ('N', "$parseInteger($formatInteger({I}, 'w'), 'w')", ""), ('N', "$parseInteger('xiv', 'i')", ""),
        ('N', "$toMillis($fromMillis({I}))", ""), ('N', "$toMillis(when)", ""), ('N', "$toMillis('27.03.2018 13:45', '[D01].[M01].[Y0001] [H01]:[m01]')", ""),
        ('N', "$reduce({A}, function($a, $b) { $a + $b })", "lambda +"), ('N', "$reduce(nums, function($a, $b, $i) { $a * $b + $i }, 1)", "lambda"),
        ('N', "({B} ? {N} : {N})", "condition"), ('N', "({N} ?: {N})", "?:"), ('N', "({N} ?? {N})", "??"), ('N', "($v := {N}; $v + {N})", ":= block"),
        ('N', "{N} ~> $round(1)", "~>"), ('N', "({N} ~> function($x) { $x * 2 })", "~> lambda"), ('N', "items[{iB}][0].price", "predicate ."), ('N', "nums[{I}]", "predicate"),
        ('N', "nums[$ > {nN}][0]", "predicate >"), ('N', "function($x, $y) { $x - $y }({N}, {N})", "lambda call"), ('N', "$power(?, 2)({N})", "partial"),
        ('N', "($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f({I}))", "lambda condition := block"),
        ('N', "($f := function($n, $acc) { $n <= 0 ? $acc : $f($n - 1, $acc + $n) }; $f(60, {I}))", "tail lambda := block"),
        ('N', "λ($x)<n:n> { $x + 1 }({N})", "signature lambda"), ('N', "$sum(items.(price * qty))", ". block"), ('N', "$lookup(obj, 'a')", ""), ('N', "$single([{N}])", ""),
        ('N', "$count($shuffle({A}))", ""), ('N', "$sum(items#$i.$i)", "# ."), ('N', "$max(items@$x.($x.price))", "@ ."), ('N', "$eval('1 + ' & {I})", "&"), ('N', "/* note */ {N}", "comment"),
        ('N', "$sum(items.parts.(w * %.qty))", "parent . *"), ('N', "$count(items.parts.%)", "parent ."),

        ('S', "({S} & {S})", "&"), ('S', "({S} & {N})", "&"), ('S', "({S} & {X})", "&"), ('S', "$string({N})", ""), ('S', "$string({X})", ""), ('S', "$string({O}, true)", ""),
        ('S', "$substring({S}, {I})", ""), ('S', "$substring({S}, {I}, {I})", ""), ('S', "$substringBefore({S}, {S})", ""), ('S', "$substringAfter({S}, {S})", ""), ('S', "$substringBefore({S}, ' ')", ""),
        ('S', "$uppercase({S})", ""), ('S', "$lowercase({S})", ""), ('S', "$trim({S})", ""), ('S', "$pad({S}, {I}, '*')", ""), ('S', "$pad({S}, -8, {S})", ""),
        ('S', "$join({A}, {S})", ""), ('S', "$join(tags, ', ')", ""), ('S', "$join($split({S}, ' '), '_')", ""), ('S', "$replace({S}, {S}, {S})", ""), ('S', "$replace({S}, {R}, '<$0$1>')", "regex"),
        ('S', "$replace({S}, {R}, function($m) { $uppercase($m.match) })", "regex lambda"), ('S', "$replace({S}, 'a', 'b', 1)", ""), ('S', "$formatNumber({N}, {PN})", ""),
        ('S', "$formatNumber({N}, '0,0;(0)', {'grouping-separator': '.', 'decimal-separator': ','})", "object"), ('S', "$formatBase({I}, 2)", ""), ('S', "$formatBase({N}, 16)", ""), ('S', "$formatInteger({I}, {PI})", ""),
        ('S', "$formatInteger({N}, {PI})", ""), ('S', "$base64encode({S})", ""), ('S', "$base64decode($base64encode({S}))", ""), ('S', "$base64decode({S})", ""), ('S', "$encodeUrl({S})", ""), ('S', "$encodeUrlComponent({S})", ""),
        ('S', "$decodeUrl($encodeUrl({S}))", ""), ('S', "$decodeUrlComponent({S})", ""), ('S', "$decodeUrlComponent($encodeUrlComponent({S}))", ""), ('S', "$decodeUrl({S})", ""),
        ('S', "$fromMillis(ms)", ""), ('S', "$fromMillis(ms, {PD})", ""), ('S', "$fromMillis({I} * 86400000, {PD}, '+0130')", "*"), ('S', "$type({X})", ""), ('S', "($length($now()) = 24 ? {S})", "= condition"),
        ('S', "{S} ~> $uppercase() ~> $trim()", "~>"), ('S', "({S} ~> $substringBefore('b'))", "~>"), ('S', "($c := $uppercase ~> $trim; $c({S}))", "~> := block"), ('S', "({B} ? {S} : {S})", "condition"),
        ('S', "({S} ?: {S})", "?:"), ('S', "({S} ?? {S})", "??"), ('S', "$substring(?, 0, {I})({S})", "partial"), ('S', "($a := {S}; $a & $a)", ":= & block"), ('S', "items[{iB}][0].name", "predicate ."),
        ('S', "items^(>price)[0].name", "sort-descending ."), ('S', "items^(name)[-1].name", "sort ."), ('S', "$match({S}, {R})[0].match", "regex predicate"), ('S', "$reduce(tags, function($p, $q) { $p & '/' & $q })", "lambda &"),
        ('S', "$keys({O})[0]", "predicate"), ('S', "`quoted name`", "quoted"), ('S', "$error({S})", ""), ('S', "($assert({B}, 'm'); {S})", "block"), ('S', "$map({S}, $uppercase)", ""), ('S', "$eval('name & \"!\"')", ""),

        ('B', "({N} = {N})", "="), ('B', "({S} = {S})", "="), ('B', "({X} = {X})", "="), ('B', "({X} != {X})", "!="), ('B', "({N} < {N})", "<"), ('B', "({N} <= {N})", "<="), ('B', "({S} > {S})", ">"), ('B', "({N} >= {N})", ">="),
        ('B', "({B} and {B})", "and"), ('B', "({B} or {B})", "or"), ('B', "({X} and {X})", "and"), ('B', "$not({X})", ""), ('B', "$boolean({X})", ""), ('B', "$exists({X})", ""), ('B', "({S} in {A})", "in"), ('B', "({N} in nums)", "in"), ('B', "({S} in tags)", "in"),
        ('B', "$contains({S}, {S})", ""), ('B', "$contains({S}, {R})", "regex"), ('B', "({N} in [{I}..{I}])", "in .."), ('B', "$boolean({A})", ""),

        ('A', "[{X}, {X}]", "array"), ('A', "[{N}, {N}, {N}]", "array"), ('A', "[{I}..{I}]", ".. array"), ('A', "[1..3, {N}]", ".. array"), ('A', "nums", ""), ('A', "tags", ""), ('A', "items.{iX}", "."), ('A', "items.name", "."), ('A', "items.price[]", "keep ."),
        ('A', "items[{iB}]", "predicate"), ('A', "items[{I}]", "predicate"), ('A', "$append({A}, {A})", ""), ('A', "$append({X}, {X})", ""), ('A', "$reverse({A})", ""), ('A', "$sort(nums)", ""), ('A', "$sort({A})", ""), ('A', "$sort(tags)", ""),
        ('A', "$sort({A}, function($l, $r) { $string($l) > $string($r) })", "lambda >"), ('A', "$sort(items, function($l, $r) { $l.price > $r.price }).id", "lambda ."), ('A', "$distinct({A})", ""), ('A', "$distinct(items.color)", "."), ('A', "$zip({A}, {A})", ""), ('A', "$zip(nums, tags)", ""),
        ('A', "$map({A}, function($v, $i) { [$i, $v] })", "lambda array"), ('A', "$map(nums, function($v) { $v + 1 })", "lambda +"), ('A', "$filter({A}, function($v) { $boolean($v) })", "lambda"), ('A', "$filter(nums, function($v, $i, $a) { $v > $average($a) })", "lambda >"),
        ('A', "$each({O}, function($v, $k) { $k & '=' & $string($v) })", "lambda &"), ('A', "$keys({O})", ""), ('A', "$keys(items)", ""), ('A', "$split({S}, ' ')", ""), ('A', "$split({S}, {R})", "regex"), ('A', "$split({S}, ',', {I})", ""), ('A', "$split({S}, '')", ""),
        ('A', "$match({S}, {R})", "regex"), ('A', "$match({S}, {R}, 2).groups", "regex ."), ('A', "$spread({O})", ""), ('A', "$spread(items)", ""), ('A', "items^(price)", "sort"), ('A', "items^(>qty, <name).id", "sort-descending sort ."), ('A', "items.parts^(w).code", "sort ."),
        ('A', "items#$i[$i < 2].{'i': $i, 'n': name}", "# predicate . object"), ('A', "items@$p.parts@$q[$q.w > 1].[$p.id, $q.code]", "@ predicate . array"), ('A', "items.parts.(%.name & code)", "parent . block"), ('A', "items.parts[w > %.qty].code", "parent predicate ."),
        ('A', "items.*", "wildcard ."), ('A', "*", "wildcard"), ('A', "**.name", "descendant ."), ('A', "**[$type($) = 'number']", "descendant predicate ="), ('A', "items.sub.%.id", "parent ."), ('A', "nested", ""), ('A', "nested.$", "."), ('A', "$lookup(items, 'name')", ""),
        ('A', "({A})[{nB}]", "predicate"), ('A', "$append(nums, {N})", ""), ('A', "items.tags", "."), ('A', "items.(tags[0])", ". predicate block"), ('A', "[items.tags]", "array ."), ('A', "items.[id, name]", ". array"), ('A', "(nums; tags)", "block"), ('A', "$.items[0].tags", ". predicate"),
        ('A', "$$.nums", "."), ('A', "{A}~>$filter(function($v){$v != {X}})", "~> lambda !="), ('A', "$sort($shuffle(nums))", ""), ('A', "$reverse(items.{iX})", "."), ('A', "$reverse([1..{I}])", ".."), ('A', "$map(items, λ($it){ $it.sub.k })", "lambda ."), ('A', "items{color: $sum(price)}.*", "group wildcard ."), ('A', "nums[[0, {I}]]", "predicate array"), ('A', "items.parts#$n.{'n': $n, 'c': code}", "# . object"),
        ('A', "items@$a.nums@$b.($a.qty + $b)", "@ . +"), ('A', "$each(obj, $string)", ""), ('A', "$reduce([1..3], $append)", ".."), ('A', "$map(nums, $string)", ""), ('A', "$filter(tags, {R})", "regex"),

        ('O', "{'a': {X}, 'b': {X}}", "object"), ('O', "{ {S}: {N} }", "object"), ('O', "items{name: price}", "group"), ('O', "items{color: $sum(price)}", "group"), ('O', "items{color: name[]}", "group keep"), ('O', "items.parts{code: w}", "group ."), ('O', "one", ""), ('O', "obj", ""), ('O', "items[0]", "predicate"),
        ('O', "items[{iB}][0]", "predicate"), ('O', "$merge([{O}, {O}])", ""), ('O', "$merge(items)", ""), ('O', "$sift({O}, function($v, $k) { $k != 'a' })", "lambda !="), ('O', "$sift(one, function($v) { $type($v) = 'number' })", "lambda ="), ('O', "$clone({O})", ""),
        ('O', "({O} ~> |$|{'z': {X}}|)", "~> transform object"), ('O', "($ ~> |items|{'total': price * qty}, ['tags', 'parts']|).items[0]", "~> transform-delete object ."), ('O', "({O} ~> |**[code]|{'seen': true}, 'w'|)", "~> transform-delete descendant object"), ('O', "({B} ? {O} : {O})", "condition"), ('O', "$single(items, function($v) { $v.qty = 1 })", "lambda ="),
        ('O', "({O} ?? {O})", "??"), ('O', "$spread({O})[0]", "predicate"), ('O', "($o := {O}; {'was': $o, 'keys': $keys($o)})", ":= block object"), ('O', "items@$x{$x.color: $count($x)}", "@ group"), ('O', "$match({S}, {R})[0]", "regex predicate"), ('O', "$eval('{\"k\": n}')", ""),

        ('X', "{N}", ""), ('X', "{S}", ""), ('X', "{B}", ""), ('X', "{A}", ""), ('X', "{O}", ""), ('X', "{F}({N})", "call"), ('X', "({O}).{iX}", "."), ('X', "({A}).{nX}", "."), ('X', "{S} ~> {F}", "~>"),
        ('F', "$uppercase", ""), ('F', "function($x) { [$x] }", "lambda array"), ('F', "$substring(?, 1)", "partial"), ('F', "$string", ""), ('F', "($round ~> $string)", "~>"), ('F', "function($x, $y) { $x }", "lambda"), ('F', "$append(?, {N})", "partial"),
    ];

    /// <summary>Expressions without holes, by type and context.</summary>
    public static readonly (char Context, char Type, string[] Forms)[] Leaves =
    [
        ('r', 'N', ["n", "m", "1", "2.5", "-3", "0", "10", "items[0].price", "nums[0]", "obj.a", "one.qty", "ms", "$count(items)", "one.sub.k"]),
        ('r', 'S', ["name", "text", "'abc'", "\"x y\"", "tags[0]", "one.name", "'a'", "''", "items[1].name", "obj.`1`", "when", "\"\\u00e9\\n\"", "'2.5'"]),
        ('r', 'B', ["flag", "true", "false", "$exists(name)", "n > 3", "items[0].qty = 1"]),
        ('r', 'A', ["nums", "tags", "items", "empty", "items.price", "[]", "[1, 2, 3]", "['b', 'a']", "nested"]),
        ('r', 'O', ["one", "obj", "$", "items[0]", "{}", "{'a': 1, 'b': 'x'}"]),
        ('r', 'X', ["none", "missing", "null", "n", "text", "nums", "obj", "missing.deep"]),
        ('i', 'N', ["price", "qty", "id", "sub.k", "$.price", "1", "$$.n", "$count(parts)"]),
        ('i', 'S', ["name", "color", "tags[0]", "sub.name", "'red'", "$.name"]),
        ('i', 'B', ["price > 5", "qty = 1", "color = 'red'", "$exists(sub)", "'a' in tags", "true"]),
        ('i', 'A', ["tags", "parts", "parts.w", "[price, qty]"]),
        ('i', 'O', ["sub", "$", "parts[0]", "{'n': name}"]),
        ('i', 'X', ["price", "name", "tags", "sub", "missing", "$"]),
        ('n', 'N', ["$", "2", "$ + 1", "5"]), ('n', 'S', ["$string($)", "'n'"]), ('n', 'B', ["$ > 2", "$ = 1", "true"]), ('n', 'A', ["[$]", "[$, 1]"]), ('n', 'O', ["{'v': $}"]), ('n', 'X', ["$", "[$]", "null"]),
    ];

    public static readonly string[] Patterns =
    [
        "/a/", "/[a-c]+/i", "/(\\w+)\\s+(\\w+)/", "/\\d+/", "/^.|.$/m", "/(a)(b)?/", "/\\s/", "/[^a-z ]+/", "/o\\b/", "/(?:b|c)(.)/", "/\\u00e4|ß/i", "/e(?=x)/", "/(.)\\1/", "/x*/", "/,/", "/[\\-_.]/", "/(q)?u(i)?/",
    ];

    public static readonly string[] NumberPictures =
    [
        "'0'", "'0.00'", "'#,##0.00'", "'#,###'", "'000'", "'#0.0#'", "'0%'", "'0.0‰'", "'0.00e0'", "'00.000e00'", "'$0.00;($0.00)'", "'###,##0.##'", "'#,##,##0'", "'0.###,#'", "'-0-'", "'#'", "'#.#'", "'##0,00'", "'0,0.0;neg 0'", "'x'", "'0.0.0'", "'1e'",
    ];

    public static readonly string[] IntegerPictures = ["'0'", "'000'", "'#,##0'", "'w'", "'W'", "'Ww'", "'w;o'", "'Ww;o'", "'i'", "'I'", "'a'", "'A'", "'0;o'", "'1,1'", "'##0'", "'#.##0'", "'٠'", "'x'", "'#:##,##0'"];

    public static readonly string[] DatePictures =
    [
        "'[Y]-[M01]-[D01]'", "'[D1o] [MNn] [Y0001]'", "'[FNn,3-3], [D] [MNn,*-3]'", "'[H01]:[m01]:[s01].[f001]'", "'[h]:[m] [P]'", "'[h01][PN]'", "'[Y]W[W01]-[F1]'", "'[d] of [Y]'", "'[w]. week of [MNn]'", "'[X]-[x]'", "'[Z]'", "'[z]'", "'[Z0101t]'", "'[Z01:01]'", "'[E] [C]'",
        "'[Yw]'", "'[YI]'", "'[D#1]'", "'[[literal]]'", "'[Y,2]'", "'[Y,*-2]'", "'[F0]'", "'[M'", "'[q]'", "'[YN]'", "'[Z00001]'", "'[f,3-3]'", "'[FN]'", "'[dwo]'", "'[MI]'",
    ];
}
