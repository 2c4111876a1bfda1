import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { asProblem } from '@/api/problem';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { PeopleGroup } from './PeopleGroup';
import { type DraftBody, type Preview, usePreview, useSaveScope } from './queries';
import styles from './Scope.module.css';
import { SeatNeeds } from './SeatNeeds';

interface Props {
  body: DraftBody;
  onSaved: () => void;
  /** Drops the draft and reads what somebody else saved. */
  onReload: () => void;
  onClose: () => void;
}

const GROUPS = ['joins', 'leaves', 'changed', 'contradicted'] as const;

/** Exactly what saving the draft does, before it is done. */
export function PreviewDialog({ body, onSaved, onReload, onClose }: Props) {
  const { t } = useTranslation();
  const preview = usePreview(body);
  const save = useSaveScope();
  const { data } = preview;
  const isGood = data !== undefined && data.flaws.length === 0 && data.changes;
  const isOvertaken = save.error !== null && asProblem(save.error).code === 'scope_changed';
  return (
    <Modal
      open
      width={720}
      title={t('scope.preview.title')}
      okText={t('scope.preview.save')}
      okButtonProps={{ disabled: !isGood }}
      cancelText={t('scope.preview.back')}
      confirmLoading={save.isPending}
      onOk={() => save.mutate(body, { onSuccess: onSaved })}
      onCancel={onClose}
    >
      {preview.isPending && <RowSkeleton rows={5} />}
      {preview.error && (
        <ProblemState compact error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {data && <PreviewParts preview={data} />}
      {save.error && <ProblemNote error={save.error} />}
      {isOvertaken && (
        <div className={styles.actions}>
          <Button onClick={onReload}>{t('scope.preview.reload')}</Button>
        </div>
      )}
    </Modal>
  );
}

function PreviewParts({ preview }: { preview: Preview }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const isStill = GROUPS.every((group) => preview[group].total === 0);
  const ofRule = (index: number | null | undefined, text: string) =>
    index === null || index === undefined ? text : t('scope.preview.ofRule', { number: index + 1, text });
  return (
    <div className={styles.form} data-testid="preview">
      <p className={styles.headline}>
        {t('scope.preview.archived', { before: n(preview.before), after: n(preview.archived) })}
      </p>
      {preview.flaws.map(({ index, flaw }) => (
        <Alert key={`${index} ${flaw}`} type="error" title={ofRule(index, t(`scope.flaw.${flaw}`))} />
      ))}
      {preview.warnings.map(({ index, warning }) => (
        <Alert
          key={`${index} ${warning}`}
          type="warning"
          title={ofRule(index, t(`scope.warning.${warning}`))}
        />
      ))}
      <SeatNeeds seats={preview.seats} />
      {isStill && <p className="quiet">{t('scope.preview.nobody')}</p>}
      {GROUPS.map((group) => (
        <PeopleGroup key={group} kind={group} people={preview[group]} />
      ))}
      {preview.turns.length > 0 && (
        <section className={styles.group}>
          <h3 className={styles.small}>{t('scope.preview.later')}</h3>
          <ul>
            {preview.turns.map(({ at, archived }) => (
              <li key={at}>
                <Moment at={at} /> {t('scope.preview.then', { count: archived, n: n(archived) })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="quiet">{t('scope.preview.when')}</p>
    </div>
  );
}
