//! Models that compute the same sooner on a processor. Two things of ONNX Runtime's cost much there:
//!
//! - `PRelu` is slow, and leaves the blocks of eight channels in which everything around it is computed. `a·x + (1 − a)·Relu(x)`
//!   is the same and takes two thirds of an embedder's time (retail-0095).
//! - Convolutions with few channels fill blocks of eight all the same. YuNet ends in four at each of its sizes, with 1, 1,
//!   4 and 10 channels; as one with 16 they are two blocks instead of five, and a tenth of the detector's time is saved.
//!
//! Values that others read keep their names; what comes out differs by rounding (10⁻⁶).

use std::collections::{BTreeMap, HashMap, HashSet};

use prost::Message;

use crate::onnx::{Attribute, Graph, Model, Node, Tensor};

/// Channels that are computed together.
const BLOCK: usize = 8;
/// The first version of ONNX's operators whose `Add` and `Mul` stretch the smaller side as `PRelu` does.
const STRETCHES_SINCE: i64 = 7;
/// The first one whose `Split` is told the parts as an input.
const PARTS_ARE_INPUT_SINCE: i64 = 13;
/// The first version of the file format whose own numbers need not be inputs too.
const NUMBERS_ARE_NO_INPUTS_SINCE: i64 = 4;

/// The model that computes the same sooner; `None` where nothing is gained or the file is not understood.
pub(crate) fn rewritten(file: &[u8]) -> Option<Vec<u8>> {
    let mut model = Model::decode(file).ok()?;
    let is_onnx = |domain: Option<&str>| matches!(domain, None | Some("" | "ai.onnx"));
    let versions = model.opset_import.iter().filter(|set| is_onnx(set.domain.as_deref()));
    let version = versions.filter_map(|set| set.version).next().filter(|since| *since >= STRETCHES_SINCE)?;
    let graph = model.graph.as_mut()?;
    // Graphs within graphs read what they like of the outer one.
    if graph.node.iter().flat_map(|node| &node.attribute).any(|of| of.g.is_some() || !of.graphs.is_empty()) {
        return None;
    }
    let changed = [slopes(graph), heads(graph, version)];
    if !changed.contains(&true) {
        return None;
    }
    if model.ir_version < Some(NUMBERS_ARE_NO_INPUTS_SINCE) {
        model.ir_version = Some(NUMBERS_ARE_NO_INPUTS_SINCE);
        let numbers: HashSet<_> = graph.initializer.iter().map(|tensor| tensor.name.as_deref()).collect();
        graph.input.retain(|input| !numbers.contains(&input.name.as_deref()));
    }
    leave_out_unread(graph);
    Some(model.encode_to_vec())
}

/// `PRelu` as two products and a sum, where its slopes are the model's own.
fn slopes(graph: &mut Graph) -> bool {
    let tensors = tensors(graph);
    let mut added = Vec::new();
    let replaced = |node: &Node, added: &mut Vec<Tensor>| -> Option<[Node; 4]> {
        let ([x, slope], [y]) = (node.input.first_chunk()?, node.output.first_chunk()?);
        let slope = tensors.get(slope.as_str()).filter(|_| node.is("PRelu"))?;
        let below = slope.values()?;
        let above: Vec<f32> = below.iter().map(|a| 1.0 - a).collect();
        let own = |part: &str| format!("{y}/{part}");
        let named = |part, values: &[f32]| Tensor::new(own(part), slope.dims.clone(), values);
        added.extend([named("below", &below), named("above", &above)]);
        let of = |op_type, input, output| Node::new(op_type, input, vec![output], Vec::new());
        Some([
            of("Relu", vec![x.clone()], own("relu")),
            of("Mul", vec![x.clone(), own("below")], own("all")),
            of("Mul", vec![own("relu"), own("above")], own("positive")),
            of("Add", vec![own("all"), own("positive")], y.clone()),
        ])
    };
    let mut nodes = Vec::with_capacity(graph.node.len());
    for node in &graph.node {
        match replaced(node, &mut added) {
            Some(four) => nodes.extend(four),
            None => nodes.push(node.clone()),
        }
    }
    let changed = !added.is_empty();
    graph.node = nodes;
    graph.initializer.append(&mut added);
    changed
}

/// A convolution of single pixels and one of each channel by itself after it: where they stand, and their numbers.
struct Head {
    nodes: [usize; 2],
    /// Weights and biases of both.
    numbers: [Tensor; 4],
    channels: usize,
}

/// Heads that see the same, as one.
fn heads(graph: &mut Graph, version: i64) -> bool {
    let mut groups: BTreeMap<Vec<u8>, Vec<Head>> = BTreeMap::new();
    {
        let tensors = tensors(graph);
        let read = read(graph);
        for at in 0..graph.node.len() {
            if let Some((head, same)) = head(graph, &tensors, &read, at) {
                groups.entry(same).or_default().push(head);
            }
        }
    }
    let mut made: HashMap<usize, [Node; 3]> = HashMap::new();
    let mut gone = HashSet::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        let Some((at, nodes)) = merged(graph, group, version) else { continue };
        gone.extend(group.iter().flat_map(|head| head.nodes));
        made.insert(at, nodes);
    }
    let changed = !made.is_empty();
    let nodes = std::mem::take(&mut graph.node);
    for (at, node) in nodes.into_iter().enumerate() {
        graph.node.extend(made.remove(&at).into_iter().flatten());
        if !gone.contains(&at) {
            graph.node.push(node);
        }
    }
    changed
}

/// The head whose first convolution stands at `at`, and what another one must have alike to become one with it.
fn head(
    graph: &Graph,
    tensors: &HashMap<&str, &Tensor>,
    read: &HashMap<&str, Vec<usize>>,
    at: usize,
) -> Option<(Head, Vec<u8>)> {
    let conv = |node: &Node| -> Option<(Tensor, Tensor)> {
        let [_, weights, biases] = node.input.as_slice() else { return None };
        let of = |name: &String| tensors.get(name.as_str()).map(|tensor| (*tensor).clone());
        of(weights).zip(of(biases)).filter(|_| node.is("Conv") && node.output.len() == 1)
    };
    let groups = |node: &Node| node.attribute("group").and_then(|group| group.i).unwrap_or(1);
    let first = graph.node.get(at)?;
    let (weights, biases) = conv(first)?;
    let [channels, _, 1, 1] = weights.dims[..] else { return None };
    let [then] = read.get(first.output[0].as_str())?[..] else { return None };
    let second = graph.node.get(then)?;
    let (their_weights, their_biases) = conv(second)?;
    let by_itself = their_weights.dims.first() == Some(&channels) && their_weights.dims.get(1) == Some(&1);
    let count = usize::try_from(channels).ok().filter(|count| *count > 0 && count % BLOCK != 0)?;
    let fits = groups(first) == 1
        && groups(second) == channels
        && by_itself
        && second.input[0] == first.output[0]
        && [&biases, &their_biases].into_iter().all(|biases| biases.dims == [channels]);
    if !fits {
        return None;
    }
    // What is seen, and every setting but the number of channels.
    let settings = |node: &Node| -> Vec<Attribute> {
        node.attribute.iter().filter(|one| one.name.as_deref() != Some("group")).cloned().collect()
    };
    let mut same = Node::new("", vec![first.input[0].clone()], Vec::new(), settings(first))
        .encode_length_delimited_to_vec();
    same.extend(Node::new("", Vec::new(), Vec::new(), settings(second)).encode_to_vec());
    for tensor in [&weights, &their_weights] {
        same.extend(tensor.dims.iter().skip(1).flat_map(|side| side.to_le_bytes()));
    }
    let numbers = [weights, biases, their_weights, their_biases];
    Some((Head { nodes: [at, then], numbers, channels: count }, same))
}

/// One head that computes what several did, split into what they answered; and where it stands.
fn merged(graph: &mut Graph, group: &[Head], version: i64) -> Option<(usize, [Node; 3])> {
    let first = group.first()?;
    let at = group.iter().map(|head| head.nodes[0]).min()?;
    let [conv, by_itself] = first.nodes.map(|nth| graph.node[nth].clone());
    let answers: Vec<String> = group.iter().map(|head| graph.node[head.nodes[1]].output[0].clone()).collect();
    let own = |part: &str| format!("{}/{part}", answers[0]);
    let channels: usize = group.iter().map(|head| head.channels).sum();
    let mut numbers = Vec::new();
    for (nth, part) in ["weights", "biases", "their weights", "their biases"].into_iter().enumerate() {
        let mut dims = first.numbers[nth].dims.clone();
        *dims.first_mut()? = channels as i64;
        let values: Option<Vec<Vec<f32>>> = group.iter().map(|head| head.numbers[nth].values()).collect();
        numbers.push(Tensor::new(own(part), dims, &values?.concat()));
    }
    let parts: Vec<i64> = group.iter().map(|head| head.channels as i64).collect();
    let (mut split_of, mut split_by) = (vec![own("together")], vec![Attribute::int("axis", 1)]);
    if version < PARTS_ARE_INPUT_SINCE {
        split_by.push(Attribute::ints("split", parts));
    } else {
        numbers.push(Tensor::row(own("parts"), &parts));
        split_of.push(own("parts"));
    }
    graph.initializer.append(&mut numbers);
    let like = |node: Node, input: [String; 3], output: String| Node {
        name: Some(output.clone()),
        input: input.into(),
        output: vec![output],
        ..node
    };
    let seen = conv.input[0].clone();
    let mut by_itself =
        like(by_itself, [own("seen"), own("their weights"), own("their biases")], own("together"));
    by_itself.attribute.retain(|one| one.name.as_deref() != Some("group"));
    by_itself.attribute.push(Attribute::int("group", channels as i64));
    let conv = like(conv, [seen, own("weights"), own("biases")], own("seen"));
    let split = Node::new("Split", split_of, answers, split_by);
    Some((at, [conv, by_itself, split]))
}

/// The model's own numbers by name.
fn tensors(graph: &Graph) -> HashMap<&str, &Tensor> {
    graph.initializer.iter().filter_map(|tensor| Some((tensor.name.as_deref()?, tensor))).collect()
}

/// Who reads each value; what the model answers is read once more.
fn read(graph: &Graph) -> HashMap<&str, Vec<usize>> {
    let mut read: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, node) in graph.node.iter().enumerate() {
        node.input.iter().for_each(|input| read.entry(input).or_default().push(nth));
    }
    let answers = graph.output.iter().filter_map(|output| output.name.as_deref());
    answers.for_each(|answer| read.entry(answer).or_default().push(usize::MAX));
    read
}

/// Numbers that nobody reads any more go.
fn leave_out_unread(graph: &mut Graph) {
    let answers = graph.output.iter().filter_map(|output| output.name.clone());
    let read: HashSet<String> =
        graph.node.iter().flat_map(|node| node.input.iter().cloned()).chain(answers).collect();
    graph.initializer.retain(|tensor| tensor.name.as_ref().is_none_or(|name| read.contains(name)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(name: &str, dims: &[i64], first: f32) -> Tensor {
        let count: i64 = dims.iter().product();
        let values: Vec<f32> = (0..count).map(|nth| first + nth as f32).collect();
        Tensor::new(name.to_owned(), dims.to_vec(), &values)
    }

    fn node(op_type: &str, input: &[&str], output: &str, attribute: Vec<Attribute>) -> Node {
        Node::new(
            op_type,
            input.iter().map(|name| (*name).to_owned()).collect(),
            vec![output.to_owned()],
            attribute,
        )
    }

    fn file(version: i64, node: Vec<Node>, initializer: Vec<Tensor>, answers: &[&str]) -> Vec<u8> {
        let value = |name: &&str| crate::onnx::Value { name: Some((*name).to_owned()), ..Default::default() };
        let graph = Graph {
            node,
            initializer,
            input: vec![value(&"x")],
            output: answers.iter().map(value).collect(),
            ..Graph::default()
        };
        let opset_import = vec![crate::onnx::OperatorSet { domain: None, version: Some(version) }];
        Model { ir_version: Some(8), graph: Some(graph), opset_import, ..Model::default() }.encode_to_vec()
    }

    fn graph(file: &[u8]) -> Graph {
        Model::decode(file).unwrap().graph.unwrap()
    }

    /// Two heads that see `x`, with one and with three channels.
    fn two_heads(version: i64, kernel_of_second: i64) -> Vec<u8> {
        let (mut nodes, mut tensors) = (Vec::new(), Vec::new());
        for (name, channels, kernel) in [("a", 1, 3), ("b", 3, kernel_of_second)] {
            let own = |part: &str| format!("{name}{part}");
            nodes.push(node("Conv", &["x", &own("w"), &own("c")], &own("seen"), Vec::new()));
            let alone = vec![Attribute::int("group", channels)];
            nodes.push(node("Conv", &[&own("seen"), &own("v"), &own("d")], name, alone));
            tensors.push(numbers(&own("w"), &[channels, 2, 1, 1], channels as f32));
            tensors.push(numbers(&own("c"), &[channels], 10.0 * channels as f32));
            tensors.push(numbers(&own("v"), &[channels, 1, kernel, kernel], 100.0 * channels as f32));
            tensors.push(numbers(&own("d"), &[channels], 1000.0 * channels as f32));
        }
        file(version, nodes, tensors, &["a", "b"])
    }

    #[test]
    fn a_slope_below_zero_is_two_products() {
        let slopes = Tensor::new("s".to_owned(), vec![2, 1, 1], &[0.25, -1.0]);
        let made = rewritten(&file(11, vec![node("PRelu", &["x", "s"], "y", vec![])], vec![slopes], &["y"]));
        let graph = graph(&made.unwrap());
        let done: Vec<_> = graph.node.iter().map(|node| node.op_type.as_deref().unwrap()).collect();
        assert_eq!(done, ["Relu", "Mul", "Mul", "Add"]);
        assert_eq!(graph.node[3].output, ["y"]);
        let of = |name| tensors(&graph)[name].values().unwrap();
        assert_eq!((of("y/below"), of("y/above")), (vec![0.25, -1.0], vec![0.75, 2.0]));
        assert!(!tensors(&graph).contains_key("s"), "what nobody reads is left out");
    }

    #[test]
    fn heads_that_see_the_same_become_one() {
        for version in [11, 13] {
            let graph = graph(&rewritten(&two_heads(version, 3)).unwrap());
            let done: Vec<_> = graph.node.iter().map(|node| node.op_type.as_deref().unwrap()).collect();
            assert_eq!(done, ["Conv", "Conv", "Split"]);
            assert_eq!(graph.node[1].attribute("group").unwrap().i, Some(4));
            assert_eq!(graph.node[2].output, ["a", "b"]);
            let tensors = tensors(&graph);
            let weights = tensors[graph.node[0].input[1].as_str()];
            assert_eq!(weights.dims, [4, 2, 1, 1]);
            assert_eq!(weights.values().unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
            assert_eq!(tensors[graph.node[1].input[1].as_str()].dims, [4, 1, 3, 3]);
            let said = graph.node[2].attribute("split").map(|split| split.ints.clone());
            let parts = tensors.get("a/parts").map(|parts| parts.raw_data.clone().unwrap());
            match version {
                11 => assert_eq!((said, parts), (Some(vec![1, 3]), None)),
                _ => assert_eq!((said, parts.map(|raw| raw.len())), (None, Some(16))),
            }
        }
    }

    #[test]
    fn heads_that_differ_and_files_that_are_none_are_left() {
        assert_eq!(rewritten(&two_heads(11, 5)), None);
        assert_eq!(rewritten(&two_heads(6, 3)), None);
        assert_eq!(rewritten(b"no model"), None);
        assert_eq!(rewritten(b""), None);
        let slope_from_outside = vec![node("PRelu", &["x", "x"], "y", vec![])];
        assert_eq!(rewritten(&file(11, slope_from_outside, vec![], &["y"])), None);
        // What somebody else reads stays.
        let mut model = Model::decode(&*two_heads(11, 3)).unwrap();
        model.graph.as_mut().unwrap().node.push(node("Relu", &["aseen"], "z", vec![]));
        assert_eq!(rewritten(&model.encode_to_vec()), None);
    }

    #[test]
    fn an_old_file_s_numbers_are_no_inputs_any_more() {
        let mut model = Model::decode(&*two_heads(11, 3)).unwrap();
        model.ir_version = Some(3);
        let graph_of = model.graph.as_mut().unwrap();
        let named = |name: &str| crate::onnx::Value { name: Some(name.to_owned()), ..Default::default() };
        graph_of.input.extend(["aw", "bw"].map(named));
        let made = Model::decode(&*rewritten(&model.encode_to_vec()).unwrap()).unwrap();
        let inputs: Vec<_> = made.graph.unwrap().input.into_iter().map(|input| input.name.unwrap()).collect();
        assert_eq!((made.ir_version, inputs), (Some(4), vec!["x".to_owned()]));
    }
}
