import { useTranslation } from '@/i18n/use-translation';
import { Day } from './Day';
import { money } from './money';
import type { Quote } from './queries';
import styles from './Service.module.css';

/** The lines of a price and their sum. */
export function QuoteTable({ quote }: { quote: Quote }) {
  const { t } = useTranslation();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="visually-hidden">{t('service.price')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('service.item')}</th>
            <th scope="col" className={styles.number}>
              {t('service.count')}
            </th>
            <th scope="col" className={styles.number}>
              {t('service.annual')}
            </th>
            <th scope="col">{t('service.term')}</th>
            <th scope="col" className={styles.number}>
              {t('service.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map((line) => (
            <tr key={`${line.item} ${line.from}`}>
              <td>{t(`service.items.${line.item}`)}</td>
              <td className={styles.number}>{line.count}</td>
              <td className={styles.number}>{money(line.annual)}</td>
              <td className="numbers">
                {line.until === null ? (
                  t('service.yearCount', { count: quote.term })
                ) : (
                  <>
                    <Day at={line.from} /> – <Day at={line.until - 1} />
                  </>
                )}
              </td>
              <td className={styles.number}>{money(line.amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {t('service.total')}
            </th>
            <td className={styles.number}>
              <strong>{money(quote.amount)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
