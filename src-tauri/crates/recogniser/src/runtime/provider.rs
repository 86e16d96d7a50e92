//! What a model computes on.

use std::fmt;

use ort::ep::{self, ArenaExtendStrategy, ExecutionProvider};
use ort::session::builder::SessionBuilder;

/// What a model computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// NVIDIA, by TensorRT.
    TensorRt,
    /// NVIDIA.
    Cuda,
    /// Intel.
    OpenVino,
    /// Windows.
    DirectMl,
    /// The processor; always there.
    Cpu,
}

/// How models are to be computed.
#[derive(Debug, Clone)]
pub struct Computing {
    /// Tried in this order; the processor comes last by itself.
    pub order: Vec<Provider>,
    /// Threads on the processor, at least 1.
    pub threads: usize,
    /// At most so much memory of the graphics card for each of the two models, bytes.
    pub gpu_memory_bytes: usize,
}

/// A provider that was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Which.
    pub provider: Provider,
    /// What it said.
    pub why: String,
}

impl Computing {
    /// On the processor alone.
    pub fn on_cpu(threads: usize) -> Self {
        Computing { order: Vec::new(), threads, gpu_memory_bytes: 0 }
    }

    /// Every provider that this build and the library know, then the processor.
    pub fn on_the_best(threads: usize, gpu_memory_bytes: usize) -> Self {
        let known = |provider: &Provider| provider.is_known();
        let all = [Provider::TensorRt, Provider::Cuda, Provider::OpenVino, Provider::DirectMl];
        Computing { order: all.into_iter().filter(known).collect(), threads, gpu_memory_bytes }
    }

    pub(crate) fn tries(&self) -> impl Iterator<Item = Provider> + '_ {
        let others = self.order.iter().copied().filter(|provider| *provider != Provider::Cpu);
        others.chain([Provider::Cpu])
    }
}

impl Provider {
    /// Whether the library was built with it; that says nothing about the machine.
    fn is_known(self) -> bool {
        let known = match self {
            Provider::TensorRt => ep::TensorRT::is_available(),
            Provider::Cuda => ep::CUDA::is_available(),
            Provider::OpenVino => ep::OpenVINO::is_available(),
            Provider::DirectMl => ep::DirectML::is_available(),
            Provider::Cpu => Ok(true),
        };
        // A library that cannot even be asked has none.
        known.unwrap_or(false)
    }

    pub(super) fn register(self, builder: &mut SessionBuilder, computing: &Computing) -> ort::Result<()> {
        let limit = computing.gpu_memory_bytes;
        match self {
            Provider::TensorRt => {
                ep::TensorRT::default().with_max_workspace_size(limit).register(builder)?;
                cuda(limit).register(builder)
            }
            Provider::Cuda => cuda(limit).register(builder),
            Provider::OpenVino => {
                ep::OpenVINO::default().with_num_threads(computing.threads.max(1)).register(builder)
            }
            Provider::DirectMl => ep::DirectML::default().register(builder),
            Provider::Cpu => ep::CPU::default().with_arena_allocator(true).register(builder),
        }
    }
}

/// Memory is taken as it is needed, up to the limit, and not doubled each time.
fn cuda(limit: usize) -> ep::CUDA {
    ep::CUDA::default()
        .with_memory_limit(limit)
        .with_arena_extend_strategy(ArenaExtendStrategy::SameAsRequested)
        .with_conv_max_workspace(false)
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Provider::TensorRt => "TensorRT",
            Provider::Cuda => "CUDA",
            Provider::OpenVino => "OpenVINO",
            Provider::DirectMl => "DirectML",
            Provider::Cpu => "CPU",
        })
    }
}
