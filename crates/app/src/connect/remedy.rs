//! Which row of the table of codes tells a person what to do, by the step at which WeCom refused.

use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_wecom::sdk::WecomError;

/// Names the problem: the same code of WeCom's has another remedy at each secret.
pub(super) fn problem(step: Step, error: &WecomError) -> ProblemCode {
    match error.errcode {
        40_013 | 41_002 => ProblemCode::CorpIdWrong,
        40_001 | 40_014 | 40_091 | 41_001 | 41_004 | 42_001 => match step {
            Step::Contact => ProblemCode::ContactSecretWrong,
            Step::Customer => ProblemCode::CustomerSecretWrong,
            Step::App => ProblemCode::AppSecretWrong,
            _ => ProblemCode::SecretWrong,
        },
        48_002 | 60_011 => ProblemCode::InterfaceNotAllowed,
        60_020 if matches!(step, Step::Contact | Step::Customer | Step::App) => ProblemCode::AppIpNotTrusted,
        _ => error.code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_has_the_remedy_of_its_step() {
        use ProblemCode as P;
        let table = [
            (Step::Archive, 40_001, P::SecretWrong),
            (Step::Contact, 40_001, P::ContactSecretWrong),
            (Step::Customer, 40_001, P::CustomerSecretWrong),
            (Step::App, 40_001, P::AppSecretWrong),
            (Step::App, 40_013, P::CorpIdWrong),
            (Step::App, 301_002, P::AppWrong),
            (Step::App, 40_056, P::AppWrong),
            (Step::Archive, 48_002, P::InterfaceNotAllowed),
            (Step::Customer, 60_011, P::InterfaceNotAllowed),
            (Step::Archive, 60_020, P::IpNotTrusted),
            (Step::Archive, 301_042, P::IpNotTrusted),
            (Step::Contact, 60_020, P::AppIpNotTrusted),
            (Step::Archive, 301_052, P::ArchiveExpired),
            (Step::Archive, 301_053, P::ArchiveNotOpened),
            (Step::Contact, 45_009, P::RateLimited),
            (Step::Contact, -1, P::Unavailable),
        ];
        for (step, errcode, expected) in table {
            assert_eq!(problem(step, &WecomError::of_errcode(errcode, "")), expected, "{step:?} {errcode}");
        }
        assert_eq!(problem(Step::Archive, &WecomError::of_return(10_009)), P::IpNotTrusted);
        assert_eq!(problem(Step::Archive, &WecomError::of_return(10_001)), P::NetworkFailed);
    }
}
